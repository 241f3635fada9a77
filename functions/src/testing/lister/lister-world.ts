import { describeAll, type Described } from '../../core/integration/recognition.ts';
import { readSettings } from '../../core/config/settings.ts';
import { variablePrefixOf } from '../../core/event/names.ts';
import type { FactualIntegration } from '../../core/integration/facts.ts';
import type { Samples, SampleSecret } from '../../core/integration/samples.ts';
import type { EventQuery, Lister } from '../../core/recover/lister.ts';
import type { ReconcileTools } from '../../core/recover/reconcile-tools.ts';
import type { MemoryPorts } from '../memory-ports.ts';
import { withApiKey } from '../service-sources.ts';
import type { SentDelivery } from './deliveries.ts';

/** What a lister lists, and what the operator set for it. */
export interface ListedWorld<Native> {
  readonly lister: Lister;
  readonly integration: FactualIntegration<Native>;
  readonly samples: Samples;
  readonly apiKey?: string;
  /** The settings of the lister. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** How many deliveries the provider lists. */
export const COUNT = 23;
/** When the newest of them was sent. */
export const NEWEST = new Date('2026-11-23T11:00:00Z');

/** All that the provider lists. */
export const ALL: EventQuery = {
  since: new Date('2026-11-22T12:00:00Z'),
  until: new Date('2026-11-23T12:00:00Z'),
  types: [],
  undelivered: false,
};

/** What a run of the lister takes. Waits are kept in `waits` and take no time. */
export function toolsOf<Native>(
  { integration, apiKey = 'key', variables = {} }: ListedWorld<Native>,
  ports: MemoryPorts,
  secret: SampleSecret,
  fetch?: typeof globalThis.fetch,
): ReconcileTools & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  const { provider } = integration;
  return {
    settings: readSettings(provider, {}, { [`${variablePrefixOf(provider)}_WEBHOOK_SECRET`]: secret.configured }),
    ports,
    services: {
      ...withApiKey(apiKey, variables),
      secret: () => Promise.resolve([secret.configured]),
    },
    log: ports.log,
    ...(fetch !== undefined && { fetch }),
    wait: (ms) => Promise.resolve(waits.push(ms)),
    waits,
  };
}

/** What the webhook function makes of the request that was sent. */
export async function webhookForm<Native>(
  integration: FactualIntegration<Native>,
  { request, at }: SentDelivery,
  { configured }: SampleSecret,
): Promise<readonly Described<Native>[]> {
  const limits = { toleranceSeconds: integration.toleranceSeconds ?? 0 };
  return describeAll(integration, await integration.verify(request, [configured], at, limits), request);
}

/** What makes two events one, as a text. */
export function keyOf({ source, id }: Readonly<Partial<Record<'source' | 'id', string>>>): string {
  return `${source} ${id}`;
}
