import type { Logger } from '../logger.ts';
import type { IntegrationSettings } from '../options.ts';
import type { Ports } from '../ports.ts';
import type { ServiceSource } from '../handle/service.ts';
import type { RecordData } from '../handle/store.ts';
import { matchesType } from '../event/names.ts';
import { EventPublisher } from './event-publisher.ts';
import type { Integration, RawWebhook } from './integration.ts';
import { descriptionOf } from './recognition.ts';

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
  readonly integration: Integration<Native>;
  /** How far back the provider's list reaches, in days. */
  readonly reachDays: number;
  page(query: EventQuery, cursor: string | undefined, services: ServiceSource): Promise<EventPage<Native>>;
}

export interface ReconcileReport {
  readonly listed: number;
  readonly published: number;
}

export interface ReconcileOptions {
  /** Counts without publishing. */
  readonly dryRun?: boolean;
  /** Called after each page. */
  readonly onProgress?: (report: ReconcileReport) => void;
}

type ReconcilePorts = Pick<Ports, 'publisher' | 'blobs' | 'store' | 'clock'>;

/** Where interrupted runs keep their place. */
const COLLECTION = 'reconciliations';

/**
 * Publishes what a provider lists, with the ids that its webhooks would have had: what was handled is not
 * handled again. A run that was cut off goes on at the page where it stopped.
 */
export async function reconcile<Native>(
  source: EventSource<Native>,
  query: EventQuery,
  settings: IntegrationSettings,
  ports: ReconcilePorts,
  services: ServiceSource,
  log: Logger,
  options: ReconcileOptions = {},
): Promise<ReconcileReport> {
  const publisher = new EventPublisher(settings, ports);
  const run = runId(settings.provider, query);
  let place = options.dryRun ? START : placeOf((await ports.store.get(COLLECTION, run))?.data);
  for (;;) {
    const { events, next } = await source.page(query, place.cursor, services);
    const wanted = events.filter((native) => isWanted(source.integration, native, query));
    if (wanted.length > 0 && !options.dryRun) await publish(source.integration, wanted, publisher, ports, log);
    place = {
      listed: place.listed + events.length,
      published: place.published + wanted.length,
      ...(next !== undefined && { cursor: next }),
    };
    options.onProgress?.(place);
    const { cursor: _done, ...total } = place;
    if (!options.dryRun) await keep(ports, run, next === undefined ? START : place);
    if (next === undefined) return total;
    place = { ...total, cursor: next };
  }
}

interface Place extends ReconcileReport {
  readonly cursor?: string;
}

const START: Place = { listed: 0, published: 0 };

function isWanted<Native>(integration: Integration<Native>, native: Native, query: EventQuery): boolean {
  const { type, time } = descriptionOf(integration, native, NO_REQUEST);
  return time >= query.since && time < query.until && matchesType(type, query.types);
}

async function publish<Native>(
  integration: Integration<Native>,
  natives: readonly Native[],
  publisher: EventPublisher,
  { clock }: ReconcilePorts,
  log: Logger,
): Promise<void> {
  const reception = { receivedAt: clock.now() };
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

function runId(provider: string, { since, until, types, undelivered }: EventQuery): string {
  return [
    provider,
    since.toISOString(),
    until.toISOString(),
    types.join(',') || 'all',
    undelivered ? 'undelivered' : 'every',
  ].join(' ');
}

async function keep({ store, clock }: ReconcilePorts, run: string, place: Place): Promise<void> {
  const data: RecordData = { ...place, updatedAt: clock.now().toISOString() };
  await store.write([{ collection: COLLECTION, id: run, mutate: () => data }]);
}

function placeOf(data: RecordData | undefined): Place {
  const { cursor, listed, published } = data ?? {};
  if (typeof cursor !== 'string' || typeof listed !== 'number' || typeof published !== 'number') return START;
  return { cursor, listed, published };
}
