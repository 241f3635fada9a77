import { scoped } from '../../../functions/src/core/config/scope.ts';
import type { EventQuery } from '../../../functions/src/core/recover/lister.ts';
import type { ReconcileReport } from '../../../functions/src/core/recover/run-places.ts';
import { isStateLister, type AnyLister } from '../../../functions/src/core/recover/state-lister.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { EXIT, Failure, UsageError } from '../../exit.ts';
import { entryOf } from '../catalog-entry.ts';
import type { Command } from '../command.ts';
import { publishListed } from '../publish-listed.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore, timeOf } from '../options.ts';
import { openPlace } from '../open-place.ts';
import { mayChange, nameOf, type Place } from '../place.ts';
import { count } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { watched } from '../watched.ts';

const DAY_MS = 24 * 60 * 60_000;

const USAGE = `Publishes the events that a provider's API lists, with the ids that its webhooks would have had: what was
handled is not handled again; what was missed is handled now. Needs the provider's API key.

Of Shopify, WooCommerce, Google Play and RevenueCat, which list no events, it publishes the states of the objects that
changed, with separate ids: a state changes no record that knows it already, or that is newer.

  npx integrations reconcile stripe --since 2026-11-01
  npx integrations reconcile shopify --since 2d --type state.order
  npx integrations reconcile stripe --since 3d --type 'invoice.*' --dry-run

  --since <time>     events that occurred at this time or later: 2026-11-01, 2026-11-01T12:00:00Z, or 12h, 3d ago
  --until <time>     events that occurred before this time (default: now)
  --type <type>      only this type; a trailing * stands for any ending. May be given several times
  --undelivered      only those that the provider reports as undelivered; of objects that the records name, only those that
                     are due to be asked for
  --dry-run          lists and counts, publishes nothing
${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

An interrupted run continues where it stopped if you run it again with the same --since and --until.
Events are serialized from the API's answer: fields are in the provider's order and in each event's own API version.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...COMMON,
      since: { type: 'string' },
      until: { type: 'string' },
      type: { type: 'string', multiple: true, default: [] },
      undelivered: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    });
    const [provider, ...extra] = positionals;
    requireNoMore(extra);
    const entry = await entryOf(
      provider,
      ({ missedEvents, objectStates }) => (missedEvents ?? objectStates) !== undefined,
    );
    if (values.since === undefined) throw new UsageError('Specify a start time: --since 2026-11-01, or --since 3d.');
    const now = new Date();
    const query: EventQuery = {
      since: timeOf('since', values.since, now),
      until: values.until === undefined ? wholeSecond(now) : timeOf('until', values.until, now),
      types: values.type,
      undelivered: values.undelivered,
    };
    await using place = await openPlace(values);
    const source = (await entry.missedEvents?.()) ?? (await entry.objectStates?.());
    if (source === undefined) return EXIT.notDone;
    requireOneAccount(entry, place);
    const what = isStateLister(source) ? 'states' : 'events';
    const report = await run({ entry, source, query, dryRun: values['dry-run'] }, place, terminal, values);
    if (report === undefined) return EXIT.notDone;
    const told = { entry, what, query, report, dryRun: values['dry-run'] } as const;
    terminal.print(values.json ? jsonOf(told) : textOf(told));
    return EXIT.done;
  },
};

/** @throws {Failure} for a provider with many: what the API lists would be published as events of none of them. */
function requireOneAccount({ provider, title }: CatalogEntry, { config }: Place): void {
  if (config.settings(provider, { secret: false }).accounts === undefined) return;
  throw new Failure(
    `${title} has many accounts here, and the API key is that of one of them, which nothing names: missed events are not looked for. docs/deploy/accounts.md says what is left out.`,
  );
}

interface Wanted {
  readonly entry: CatalogEntry;
  readonly source: AnyLister;
  readonly query: EventQuery;
  readonly dryRun: boolean;
}

async function run(
  { entry, source, query, dryRun }: Wanted,
  place: Place,
  terminal: Terminal,
  options: { readonly yes: boolean },
): Promise<ReconcileReport | undefined> {
  warnOfLimits(source, entry, query, terminal);
  const listed = isStateLister(source) ? 'states of objects' : 'events';
  const what = `This publishes the ${listed} of ${entry.provider} since ${query.since.toISOString()} to ${scoped(place.config.scope.source, entry.topic)} of ${nameOf(place)}.`;
  if (!dryRun && !(await mayChange(place, terminal, options, what))) return undefined;

  const [since, until] = [query.since.toISOString(), query.until.toISOString()];
  const goOn = dryRun ? 'Nothing was published.' : `To continue, run it with --since ${since} --until ${until}.`;
  return watched(terminal, goOn, (progress) =>
    publishListed({ provider: entry.provider, source, query, dryRun }, place, {
      onProgress: ({ listed, published }) => progress.show(`${count(listed)} listed, ${count(published)} published`),
    }),
  );
}

/** What the provider's list cannot do, if that concerns the query. */
function warnOfLimits(
  source: AnyLister,
  { title }: CatalogEntry,
  { since, undelivered }: EventQuery,
  terminal: Terminal,
) {
  const { reachDays, reachDependsOn } = source.capabilities;
  const isOfStates = isStateLister(source);
  if (isOfStates)
    terminal.tell(
      `${title} lists no events: the states of its objects are published (${source.kinds.join(', ')}), under separate ids.`,
    );
  if (Date.now() - since.getTime() > reachDays * DAY_MS)
    terminal.tell(
      `${title} only lists the last ${reachDays} days: older ${isOfStates ? 'changes' : 'events'} are not found.`,
    );
  if (reachDependsOn !== undefined) terminal.tell(`${title} lists ${isOfStates ? '' : 'events '}${reachDependsOn}.`);
  if (isOfStates) return;
  const { tellsUndelivered } = source.capabilities;
  if (undelivered && tellsUndelivered === false)
    terminal.tell(`${title} does not say which events were delivered: all of them are published.`);
  if (!undelivered && tellsUndelivered === 'only those')
    terminal.tell(`Only events that ${title} could not deliver are published.`);
}

/** So that the time that is told can be given again. */
function wholeSecond(time: Date): Date {
  return new Date(Math.ceil(time.getTime() / 1000) * 1000);
}

interface Told {
  readonly entry: CatalogEntry;
  readonly what: 'events' | 'states';
  readonly query: EventQuery;
  readonly report: ReconcileReport;
  readonly dryRun: boolean;
}

function jsonOf({ entry, what, query, report, dryRun }: Told): string {
  return JSON.stringify({ provider: entry.provider, lists: what, ...query, dryRun, ...report });
}

function textOf({ entry, what, report: { listed, published }, dryRun }: Told): string {
  const counted = `${count(listed)} ${what} of ${entry.title} listed, ${count(published)}`;
  if (dryRun) return `${counted} would be published.`;
  const repeated = what === 'events' ? 'Events that were handled before are' : 'A state that was handled before is';
  return `${counted} published. ${repeated} not handled again.`;
}
