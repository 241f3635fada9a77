import { hexDigestOf } from '../event/digest.ts';
import { isRecordId } from '../ledger/record-place.ts';
import { EventPublisher } from '../ingest/event-publisher.ts';
import { walkList } from './list-walk.ts';
import { ListingApi } from './listing-api.ts';
import type { EventQuery } from './lister.ts';
import type { ReconcileTools } from './reconcile-tools.ts';
import { keepRun, placeIn, readRun, START, type Place, type ReconcileReport } from './run-places.ts';
import { isStateLister, providerOf, type AnyLister } from './state-lister.ts';
import { walkedList } from './walked-list.ts';

export interface ReconcileOptions {
  /** Counts without publishing. */
  readonly dryRun?: boolean;
  /** Called after each page. */
  readonly onProgress?: (report: ReconcileReport) => void;
}

/**
 * Publishes what a provider lists: events with the ids that its webhooks would have had, so that what was handled is not
 * handled again; or states of objects, with separate ids. A run that was cut off goes on at the page where it stopped.
 */
export async function reconcile(
  lister: AnyLister,
  query: EventQuery,
  tools: ReconcileTools,
  options: ReconcileOptions = {},
): Promise<ReconcileReport> {
  const { dryRun, onProgress } = options;
  const run = runId(tools.settings.provider, query);
  const begin = dryRun ? START : placeIn((await readRun(tools.ports, run))?.['place']);
  const { cursor: _end, ...report } = await walk(lister, query, begin, tools, {
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
 * @returns how far it came. After the last page, the place has no cursor.
 */
export async function walk(
  lister: AnyLister,
  query: EventQuery,
  begin: Place,
  tools: ReconcileTools,
  options: Parameters<typeof walkList>[4],
): Promise<Place> {
  const api = new ListingApi(providerOf(lister), tools, lister.budget);
  const publisher = new EventPublisher(tools.settings, tools.ports);
  const isOnly = !isStateLister(lister) && lister.capabilities.tellsUndelivered === 'only those';
  const possible = { ...query, undelivered: query.undelivered || isOnly };
  return walkList(walkedList(lister), possible, begin, { ...tools, api, publisher }, options);
}

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
