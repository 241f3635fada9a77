import { hexDigestOf } from '../event/digest.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { IntegrationSettings } from '../config/settings.ts';
import type { Ports } from '../ports.ts';
import { isRecordId } from '../ledger/record-place.ts';
import type { ServiceSource } from '../logic/token.ts';
import { matchesType } from '../event/names.ts';
import { EventPublisher } from '../ingest/event-publisher.ts';
import type { Describer } from '../integration/describer.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { descriptionOf } from '../integration/recognition.ts';
import { keepRun, placeIn, readRun, START, type Place, type ReconcileReport } from './run-places.ts';

/** Which events to ask the provider for. */
export interface EventQuery {
  /** Events that occurred at this time or later. */
  readonly since: Date;
  /** Events that occurred before this time. */
  readonly until: Date;
  /** Native types; a trailing `*` stands for any ending. Empty: all. */
  readonly types: readonly string[];
  /** Only events that the provider could not deliver; false asks for all. */
  readonly undelivered: boolean;
}

export interface EventPage<Native> {
  readonly events: readonly Native[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** Lists events from the provider's API, page by page, so that memory is bounded and a run can be resumed. */
export interface EventSource<Native> {
  /** The integration, or of it what describes events: `describerOf`. */
  readonly integration: Describer<Native>;
  /** How far back the provider's list reaches, in days. */
  readonly reachDays: number;
  page(query: EventQuery, cursor: string | undefined, services: ServiceSource): Promise<EventPage<Native>>;
}

export interface ReconcileOptions {
  /** Counts without publishing. */
  readonly dryRun?: boolean;
  /** Called after each page. */
  readonly onProgress?: (report: ReconcileReport) => void;
}

/** What publishing listed events needs. */
export interface ReconcileTools {
  readonly settings: IntegrationSettings;
  readonly ports: Pick<Ports, 'publisher' | 'blobs' | 'store' | 'clock'>;
  readonly services: ServiceSource;
  readonly log: Logger;
}

interface WalkOptions {
  readonly dryRun?: boolean | undefined;
  /** Called after each page. */
  readonly onPage: (place: Place) => void | Promise<void>;
  /** Asked after each page; the walk ends where it says no. */
  readonly goesOn?: () => boolean;
}

/**
 * Publishes what a provider lists, with the ids that its webhooks would have had: what was handled is not
 * handled again. A run that was cut off goes on at the page where it stopped.
 */
export async function reconcile<Native>(
  source: EventSource<Native>,
  query: EventQuery,
  tools: ReconcileTools,
  options: ReconcileOptions = {},
): Promise<ReconcileReport> {
  const { dryRun, onProgress } = options;
  const run = runId(tools.settings.provider, query);
  const begin = dryRun ? START : placeIn((await readRun(tools.ports, run))?.['place']);
  const { cursor: _end, ...report } = await walk(source, query, begin, tools, {
    dryRun,
    onPage: async (place) => {
      const { cursor: _cursor, ...counts } = place;
      onProgress?.(counts);
      if (!dryRun) await keepRun(tools.ports, run, place.cursor === undefined ? {} : { place: { ...place } });
    },
  });
  return report;
}

/**
 * Publishes page after page, from a place on.
 * @returns how far it came: a place without a cursor once there is no further page.
 */
export async function walk<Native>(
  source: EventSource<Native>,
  query: EventQuery,
  begin: Place,
  tools: ReconcileTools,
  { dryRun, onPage, goesOn = () => true }: WalkOptions,
): Promise<Place> {
  const publisher = new EventPublisher(tools.settings, tools.ports);
  let place = begin;
  const pageAgain = (error: unknown) => {
    if (place !== begin || place.cursor === undefined) throw error;
    // A provider may have forgotten the event that its cursor names: better twice than never.
    tools.log.warn('The position of the last run is no longer valid; this run starts over', { error });
    place = START;
    return source.page(query, undefined, tools.services);
  };
  for (;;) {
    const { events, next } = await source.page(query, place.cursor, tools.services).catch(pageAgain);
    const wanted = events.filter((native) => isWanted(source.integration, native, query));
    if (wanted.length > 0 && !dryRun) await publish(source.integration, wanted, publisher, tools);
    place = {
      listed: place.listed + events.length,
      published: place.published + wanted.length,
      ...(next !== undefined && { cursor: next }),
    };
    await onPage(place);
    if (next === undefined || !goesOn()) return place;
  }
}

function isWanted<Native>(integration: Describer<Native>, native: Native, query: EventQuery): boolean {
  const { type, time } = descriptionOf(integration, native, NO_REQUEST);
  return time >= query.since && time < query.until && matchesType(type, query.types);
}

async function publish<Native>(
  integration: Describer<Native>,
  natives: readonly Native[],
  publisher: EventPublisher,
  { ports, log }: ReconcileTools,
): Promise<void> {
  const reception = { receivedAt: ports.clock.now() };
  const envelopes = natives.map((native) =>
    publisher.envelop(descriptionOf(integration, native, NO_REQUEST), native, undefined, reception),
  );
  await publisher.publish(envelopes, log);
}

/** Listed events come without a request; providers whose events need its headers have no list to ask for. */
const NO_REQUEST: RawWebhook = {
  method: 'GET',
  url: '/',
  publicUrls: [],
  headers: {},
  rawBody: new Uint8Array(),
  receivedAt: new Date(0),
};

/** The id that a run's place is kept under: its query, or a digest of one that is too long or holds a slash. */
function runId(provider: string, { since, until, types, undelivered }: EventQuery): string {
  const id = [
    provider,
    since.toISOString(),
    until.toISOString(),
    types.join(',') || 'all',
    undelivered ? 'undelivered' : 'every',
  ].join(' ');
  return isRecordId(id) ? id : hexDigestOf(id);
}
