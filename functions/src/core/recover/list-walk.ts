import { RECOVERED } from '../delivery.ts';
import { IntegrationError } from '../event/errors.ts';
import { parseJson } from '../event/json.ts';
import { inParallel } from '../in-parallel.ts';
import type { EventPublisher } from '../ingest/event-publisher.ts';
import type { EventQuery } from './lister.ts';
import type { ListingApi } from './listing-api.ts';
import { START, type Place } from './run-places.ts';
import type { ReconcileTools } from './reconcile-tools.ts';
import type { WalkedItem, WalkedList } from './walked-list.ts';

interface WalkOptions {
  readonly dryRun?: boolean | undefined;
  /** Called after each page. */
  readonly onPage: (place: Place) => void | Promise<void>;
  /** Asked after each page; the walk ends where it says no. */
  readonly goesOn?: () => boolean;
}

interface WalkTools extends ReconcileTools {
  readonly api: ListingApi;
  readonly publisher: EventPublisher;
}

/** What is asked for next. */
interface Position {
  readonly part: string;
  readonly cursor: string | undefined;
}

/** Items are fetched that many at a time, as far as the provider's budget lets them. */
const FETCHED_AT_ONCE = 4;

/** Of one part, this many events are known again if another attempt to deliver them is listed. */
const MAX_KNOWN = 50_000;

/**
 * Walks through all parts of a list, page by page, and publishes what is wanted.
 * @returns how far it came. After the last page, the place has no cursor.
 */
export async function walkList(
  list: WalkedList,
  query: EventQuery,
  begin: Place,
  tools: WalkTools,
  { dryRun, onPage, goesOn = () => true }: WalkOptions,
): Promise<Place> {
  const parts = await list.parts(tools.api, query);
  const [first] = parts;
  if (first === undefined) return begin;
  const resumed = begin.cursor === undefined ? undefined : positionIn(begin.cursor);
  let position: Position | undefined =
    resumed !== undefined && parts.includes(resumed.part) ? resumed : { part: first, cursor: undefined };
  let place = position === resumed || resumed === undefined ? begin : START;
  const known = new Set<string>();
  const pageAt = (at: Position) => list.page({ query, ...at }, tools.api, tools.ports.store);

  while (position !== undefined) {
    const asked: Position = position;
    const isResumed = asked === resumed && asked.cursor !== undefined;
    const { items, listed, next } = await pageAt(asked).catch((error: unknown) => {
      if (!isResumed) throw error;
      // A provider may have forgotten what its cursor names: better twice than never.
      tools.log.warn('The provider no longer knows where the last run stopped; this run starts over', { error });
      place = START;
      position = { part: first, cursor: undefined };
      return pageAt(position);
    });
    const found = await publishWanted(unknownOf(items, known), { list, dryRun, tools });
    const ended: boolean = next === undefined || isBeyond(items, list, query);
    position = ended ? partAfter(position.part, parts) : { part: position.part, cursor: next };
    if (ended) known.clear();
    place = {
      listed: place.listed + listed,
      published: place.published + found.published,
      undelivered: place.undelivered + found.undelivered,
      ...(position !== undefined && { cursor: cursorOf(position) }),
    };
    await onPage(place);
    if (!goesOn()) break;
  }
  return place;
}

function partAfter(part: string, parts: readonly string[]): Position | undefined {
  const next = parts[parts.indexOf(part) + 1];
  return next === undefined ? undefined : { part: next, cursor: undefined };
}

/** The items of which no other line was seen: a line of a delivered event settles those of its earlier attempts. */
function unknownOf(items: readonly WalkedItem[], known: Set<string>): readonly WalkedItem[] {
  return items.filter(({ key }) => {
    if (known.has(key)) return false;
    if (known.size < MAX_KNOWN) known.add(key);
    return true;
  });
}

/** Whether no later page can hold anything of the span of time, for a list that cannot be asked for one. */
function isBeyond(items: readonly WalkedItem[], { capabilities }: WalkedList, { since, until }: EventQuery): boolean {
  const last = items.at(-1);
  if (capabilities.filtersTime || last === undefined) return false;
  return capabilities.order === 'newest first' ? last.at < since : last.at >= until;
}

/** By them, the consumer tells what was handled only because it was found. */
const MARKS = { [RECOVERED]: 'list' } as const;

interface Publishing {
  readonly list: WalkedList;
  readonly dryRun: boolean | undefined;
  readonly tools: WalkTools;
}

/** Publishes the wanted events of a page, as the webhook function publishes those of a request. */
async function publishWanted(
  items: readonly WalkedItem[],
  { list, dryRun, tools }: Publishing,
): Promise<{ readonly published: number; readonly undelivered: number }> {
  const { publisher, ports, log } = tools;
  const reception = { receivedAt: ports.clock.now() };
  const wanted = items.filter(({ isWanted }) => isWanted);
  const read = await inParallel(
    wanted,
    (item) =>
      item.read().catch((error: unknown) => {
        if (!IntegrationError.is(error) || error.code !== `${list.provider}/bad-webhook-request`) throw error;
        // One event that cannot be read must not hold back all others for ever.
        log.warn('A listed event could not be read', { key: item.key, error });
        return undefined;
      }),
    FETCHED_AT_ONCE,
  );
  const found = read.filter((one) => one !== undefined);
  const envelopes = found.flatMap(({ events }) =>
    events.map(({ about, native, json }) => publisher.envelop(about, native, json, reception)),
  );
  if (envelopes.length > 0 && !dryRun) await publisher.publish(envelopes, log, MARKS);
  const undelivered = found.filter(({ isUndelivered }) => isUndelivered).flatMap(({ events }) => events).length;
  return { published: envelopes.length, undelivered };
}

function cursorOf({ part, cursor }: Position): string {
  return JSON.stringify(cursor === undefined ? [part] : [part, cursor]);
}

/** A cursor that was kept before lists had parts is that of the one part. */
function positionIn(kept: string): Position {
  const read = parseJson(kept);
  const [part, cursor]: readonly unknown[] = Array.isArray(read) ? read : [];
  if (typeof part !== 'string') return { part: '', cursor: kept };
  return { part, cursor: typeof cursor === 'string' ? cursor : undefined };
}
