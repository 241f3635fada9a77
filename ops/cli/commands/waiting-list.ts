import { parkedMessages, type ParkedSummary } from '../../../functions/src/core/letters/wake-parked.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore, wholeNumberOf } from '../options.ts';
import { openPlace } from '../open-place.ts';
import { cut, table } from '../table.ts';

const USAGE = `Lists the events that wait because a handler threw RetryLater, those that are due soonest first.

  npx integrations waiting list
  npx integrations waiting list --project acme-prod

  --limit <number>   at most this many (default: 20)
${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.json}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { project, codebase, json } = COMMON;
    const limit = { type: 'string', default: '20' } as const;
    const { values, positionals } = optionsIn(args, { project, codebase, json, limit });
    requireNoMore(positionals);
    await using place = await openPlace(values);
    const waiting = await parkedMessages(place.ports, wholeNumberOf('limit', values.limit, 1_000));
    terminal.print(values.json ? JSON.stringify({ waiting: waiting.map(viewOf) }) : textOf(waiting));
    return EXIT.done;
  },
};

function viewOf({ dueAt, ...waiting }: ParkedSummary) {
  return { ...waiting, dueAt: new Date(dueAt).toISOString() };
}

function textOf(waiting: readonly ParkedSummary[]): string {
  if (waiting.length === 0) return 'No event waits.';
  return table([
    ['ID', 'DUE', 'EVENT', 'CONSUMER', 'TIMES', 'REASON'],
    ...waiting.map(({ id, dueAt, eventId, consumer, times, reason }) => [
      id.slice(0, 12),
      new Date(dueAt).toISOString(),
      eventId,
      consumer,
      String(times),
      cut(reason, 80),
    ]),
  ]);
}
