import { randomUUID } from 'node:crypto';
import { replay, type ReplayReport, type ReplayRequest } from '../../../functions/src/core/recover/replay.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { scoped, unscoped } from '../../../functions/src/core/config/scope.ts';
import { EXIT, UsageError } from '../../exit.ts';
import { entryOf } from '../catalog-entry.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore, timeOf } from '../options.ts';
import { openPlace } from '../open-place.ts';
import { mayChange, nameOf, type Place } from '../place.ts';
import { count } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { replaySaga } from '../replay-saga.ts';
import { watched } from '../watched.ts';

const USAGE = `Republishes the events that a topic retains, for one consumer and with their bytes unchanged.

  npx integrations replay --provider stripe --since 2026-11-01 --consumer stripe-onStripeEvent
  npx integrations replay --provider stripe --since 12h --type 'invoice.*' --consumer stripe-onStripeEvent --again
  npx integrations replay --saga dunning --since 30d

  --provider <name>  whose events
  --consumer <name>  the consumer that handles them; all others acknowledge them unread
  --saga <name>      brings the facts of the past to a durable saga that is collecting, from all of its providers' topics
  --since <time>     published at this time or later: 2026-11-01, 2026-11-01T12:00:00Z, or 12h, 3d ago
  --until <time>     published before this time (default: now)
  --type <type>      only this type; a trailing * stands for any ending. May be given several times
  --again            handles them even if they were handled before: every effect happens a second time
  --dead             includes its dead letters, as a redrive does: for letters that were too large to be stored
  --replay-id <id>   continues an interrupted replay --again: what it had handled is not handled a third time
${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

Without --again, only events that the consumer never finished are handled. What it gave up on is a dead letter, left to
dead-letters redrive. In a project the topic keeps what the delivery
policy says (31 days), and is read through a temporary subscription that is deleted afterwards.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...COMMON,
      provider: { type: 'string' },
      consumer: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
      type: { type: 'string', multiple: true, default: [] },
      again: { type: 'boolean', default: false },
      dead: { type: 'boolean', default: false },
      'replay-id': { type: 'string' },
      saga: { type: 'string' },
    });
    requireNoMore(positionals);
    if (values.saga !== undefined) return replaySaga({ ...values, saga: values.saga }, terminal);
    const entry = await entryOf(values.provider);
    const named = requireConsumer(entry, values.consumer);
    if (values.since === undefined) throw new UsageError('Specify a start time: --since 2026-11-01, or --since 12h.');
    const now = new Date();
    if (values.dead && (values.again || values['replay-id'] !== undefined)) {
      throw new UsageError(
        '--dead goes on with what was done of an event, --again does all of it once more: give one of them.',
      );
    }
    const again = values['replay-id'] ?? (values.again ? randomUUID() : undefined);
    const since = timeOf('since', values.since, now);
    const until = values.until === undefined ? now : timeOf('until', values.until, now);
    await using place = await openPlace(values);
    const { scope } = place.config;
    const isOwn = entry.consumers.some(({ name }) => name === unscoped(scope.own, named));
    const request: ReplayRequest = {
      provider: entry.provider,
      consumer: isOwn ? scoped(scope.own, unscoped(scope.own, named)) : named,
      since,
      until,
      types: values.type,
      ...(again !== undefined && { again }),
      ...(values.dead && { redrive: randomUUID() }),
    };

    const effects = again === undefined ? 'what it never finished is handled' : 'it handles them all once more';
    const what = `This publishes the events of ${scoped(scope.source, entry.topic)} since ${request.since.toISOString()} to ${request.consumer} of ${nameOf(place)}: ${effects}.`;
    if (!(await mayChange(place, terminal, values, what))) return EXIT.notDone;
    const report = await run(request, place, isOwn, terminal);
    terminal.print(values.json ? JSON.stringify({ ...request, ...report }) : textOf(request, report, place));
    return EXIT.done;
  },
};

function textOf({ consumer }: ReplayRequest, report: ReplayReport, { project }: Place): string {
  const { read, published, handled = 0, dead = 0 } = report;
  const on = project === undefined ? '' : ` --project ${project}`;
  return [
    `${count(read)} messages read, ${count(published)} published to ${consumer}.`,
    ...(handled === 0 ? [] : [`${count(handled)} had been handled by it; --again handles them once more.`]),
    ...(dead === 0
      ? []
      : [
          `${count(dead)} are dead letters of it, which a replay leaves alone. Give them back with:`,
          `  npx integrations dead-letters redrive --consumer ${consumer}${on}`,
        ]),
  ].join('\n');
}

function run(
  request: ReplayRequest,
  { history, ports }: Place,
  isOwn: boolean,
  terminal: Terminal,
): Promise<ReplayReport> {
  const { again } = request;
  const goOn = again === undefined ? 'Call it again to go on.' : `Call it again with --replay-id ${again} to go on.`;
  return watched(terminal, goOn, (progress) =>
    // A listener has its own ledger, and finds out by itself what it has handled.
    replay(
      { history, publisher: ports.publisher, ...(isOwn && { ledger: ports.store }) },
      request,
      ({ read, published }) => progress.show(`${count(read)} read, ${count(published)} published`),
    ),
  );
}

/**
 * The name that is asked for. One with a scope in front may be a listener's: nothing here says which there are.
 * @throws {UsageError}
 */
function requireConsumer({ provider, consumers }: CatalogEntry, wanted: string | undefined): string {
  const names = consumers.map(({ name }) => name);
  if (wanted !== undefined && (names.includes(wanted) || wanted.includes(`-${provider}-`))) return wanted;
  const complaint = wanted === undefined ? 'Name a consumer by --consumer' : `${wanted} reads no events of ${provider}`;
  throw new UsageError(`${complaint}. Choose from: ${names.join(', ')}.`);
}
