import type { IntegrationSettings } from '../config/settings.ts';
import type { Ports } from '../ports.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { ListingTools } from './listing-api.ts';

/** What publishing listed events needs. */
export interface ReconcileTools extends ListingTools {
  readonly settings: IntegrationSettings;
  readonly ports: Pick<Ports, 'publisher' | 'blobs' | 'store' | 'clock'>;
  readonly log: Logger;
}
