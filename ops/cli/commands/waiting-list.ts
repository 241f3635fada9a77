import { parkedMessages, type ListedParked } from '../../../functions/src/core/letters/wake-parked.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { shortIdOf } from '../letters.ts';
import { optionsIn, PLACE, PLACE_USAGE, requireNoMore, wholeNumberOf } from '../options.ts';
import { openPlace } from '../open-place.ts';
import { cut, table } from '../table.ts';

const USAGE = `Lists the events that wait because a handler threw RetryLater, those that are due soonest first.

  npx integrations waiting list
  npx integrations waiting list --project acme-prod

  --limit <number>   at most this many (default: 20)
${PLACE_USAGE}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const limit = { type: 'string', default: '20' } as const;
    const { values, positionals } = optionsIn(args, { ...PLACE, limit });
    requireNoMore(positionals);
    await using place = await openPlace(values);
    const waiting = await parkedMessages(place.ports, wholeNumberOf('limit', values.limit, 1_000));
    terminal.print(values.json ? JSON.stringify({ waiting: waiting.map(viewOf) }) : textOf(waiting));
    return EXIT.done;
  },
};

function viewOf({ dueAt, ...waiting }: ListedParked) {
  return { ...waiting, dueAt: new Date(dueAt).toISOString() };
}

function textOf(waiting: readonly ListedParked[]): string {
  if (waiting.length === 0) return 'No event waits.';
  return table([
    ['ID', 'DUE', 'EVENT', 'CONSUMER', 'TIMES', 'REASON'],
    ...waiting.map((one) => [
      shortIdOf(one),
      new Date(one.dueAt).toISOString(),
      one.eventId,
      one.consumer,
      String(one.times),
      cut(one.reason, 80),
    ]),
  ]);
}
