import type { EventQuery } from '../../functions/src/core/recover/lister.ts';
import { reconcile, type ReconcileOptions } from '../../functions/src/core/recover/missed-events.ts';
import type { ReconcileReport } from '../../functions/src/core/recover/run-places.ts';
import type { AnyLister } from '../../functions/src/core/recover/state-lister.ts';
import type { ServiceSource } from '../../functions/src/core/logic/token.ts';
import { serviceSource } from '../../functions/src/core/secrets/service-source.ts';
import type { Place } from './place.ts';

/** What is listed, and whether it is only counted. */
export interface Listing {
  readonly provider: string;
  readonly source: AnyLister;
  readonly query: EventQuery;
  readonly dryRun: boolean;
}

/** What a listing uses that differs from the usual. */
export interface ListingWith extends Pick<ReconcileOptions, 'onProgress'> {
  /** Other keys than the configured ones. */
  readonly services?: ServiceSource;
  readonly fetch?: typeof globalThis.fetch;
}

/** Publishes what a provider's API lists, in a place. */
export function publishListed(
  { provider, source, query, dryRun }: Listing,
  { config, ports }: Place,
  {
    services = serviceSource(config, { secrets: ports.secrets }),
    fetch = globalThis.fetch,
    onProgress,
  }: ListingWith = {},
): Promise<ReconcileReport> {
  const tools = { settings: config.settings(provider), ports, services, fetch, log: ports.log };
  return reconcile(source, query, tools, { dryRun, ...(onProgress !== undefined && { onProgress }) });
}
