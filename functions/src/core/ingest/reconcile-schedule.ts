import { titleOf } from '../event/names.ts';
import type { ServiceSource } from '../handle/service.ts';
import type { Logger } from '../logger.ts';
import type { IntegrationSettings } from '../options.ts';
import type { Ports } from '../ports.ts';
import { reconcile, type EventSource, type ReconcileReport } from './missed-events.ts';

const HOUR_MS = 60 * 60_000;

/** The first run looks this far back: as long as providers keep trying themselves. */
const FIRST_RUN_MS = 3 * 24 * HOUR_MS;

/**
 * Each run begins this long before the end of the last one: events become visible in the provider's list
 * late, and a delivery that is being tried counts as undelivered.
 */
const OVERLAP_MS = 2 * HOUR_MS;

const COLLECTION = 'reconciliations';

/** One scheduled run: publishes what could not be delivered since the last run that ended well. */
export async function reconcileOnSchedule<Native>(
  source: EventSource<Native>,
  settings: IntegrationSettings,
  ports: Pick<Ports, 'publisher' | 'blobs' | 'store' | 'clock'>,
  services: ServiceSource,
  log: Logger,
): Promise<ReconcileReport> {
  const { provider } = settings;
  const now = ports.clock.now();
  const kept = (await ports.store.get(COLLECTION, provider))?.data['through'];
  const through = typeof kept === 'string' ? Date.parse(kept) : now.getTime() - FIRST_RUN_MS + OVERLAP_MS;
  const reach = now.getTime() - source.reachDays * 24 * HOUR_MS;
  const query = { since: new Date(Math.max(through - OVERLAP_MS, reach)), until: now, types: [], undelivered: true };
  const report = await reconcile(source, query, settings, ports, services, log);
  await ports.store.write([{ collection: COLLECTION, id: provider, mutate: () => ({ through: now.toISOString() }) }]);
  log.info(`${titleOf(provider)} Events Reconciled`, { ...report, since: query.since.toISOString() });
  return report;
}
