import type Stripe from 'stripe';
import { lastValueFrom, of, toArray } from 'rxjs';
import { buildEvent } from '../core/event/platform-event.ts';
import type { Command } from '../core/logic/command.ts';
import type { BusinessLogic } from '../core/handle/plan.ts';
import type { SagaDefinition } from '../core/logic/saga.ts';
import { serviceSource } from '../core/secrets/service-source.ts';
import type { ServiceSource } from '../core/logic/token.ts';
import { descriptionOf } from '../core/integration/recognition.ts';
import { readSettings } from '../core/config/settings.ts';
import { StripeEvent } from '../integrations/stripe/event.ts';
import { stripe } from '../integrations/stripe/index.ts';
import type { StripeNative } from '../integrations/stripe/native.ts';
import { stripeSamples } from '../integrations/stripe/samples.ts';
import { MemorySecrets } from './memory-ports.ts';
import { TestConsumer } from './test-consumer.ts';

/** How an event differs from the sample of its type. */
export interface StripeEventChanges {
  /** The event's own id; that of its object is always the same. */
  readonly id?: string;
  /** Seconds after noon of 2026-11-23. */
  readonly second?: number;
  /** Fields of the event: `{ account: 'acct_1' }`. */
  readonly event?: object;
  /** Fields of the object in it. */
  readonly object?: object;
  /** Fields of the object before an update: `previous_attributes`. */
  readonly previous?: object;
}

/** An event of one type as Stripe prints it, about the objects `cus_1`, `sub_1`, `pi_1` and so on. */
export function stripeEvent(
  type: string,
  { id, second = 0, event, object, previous }: StripeEventChanges = {},
): string {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const sample = JSON.parse(stripeSamples.sample(type, { id: '1', now }));
  return JSON.stringify({
    ...sample,
    ...(id !== undefined && { id }),
    ...event,
    ...('data' in sample && {
      data: {
        ...sample.data,
        object: { ...sample.data.object, ...object },
        ...(previous !== undefined && { previous_attributes: previous }),
      },
    }),
  });
}

/**
 * The thin event that Stripe sends for the same occurrence as a snapshot event, to accounts that receive both styles.
 * @param changes Fields of the event: `{ snapshot_event: undefined }` for one that does not name its sibling.
 * @example
 * const snapshot = stripeEvent('customer.updated');
 * await consumer.deliver(thinSibling(snapshot)); // fetches GET /v1/customers/cus_1
 * await consumer.deliver(snapshot); // has no second effect
 */
export function thinSibling(snapshot: string, changes: object = {}): string {
  const { id, type, created, livemode, account, data }: Stripe.Event = JSON.parse(snapshot);
  const object: { readonly id?: string; readonly object: string } = data.object;
  return JSON.stringify({
    id: `thin_${id}`,
    object: 'v2.core.event',
    type: `v1.${type}`,
    created: new Date(created * 1000 + 250).toISOString(),
    livemode,
    ...(account !== undefined && { context: account }),
    reason: { type: 'request', request: { id: 'req_1', idempotency_key: null } },
    snapshot_event: id,
    related_object: { id: object.id, type: object.object, url: `/v1/${object.object.replace('.', '/')}s/${object.id}` },
    ...changes,
  });
}

/** The event that a subscriber sees of it. @param services Without an API key by default. */
export async function reviveStripe(json: string, services: ServiceSource = KEYLESS): Promise<StripeEvent> {
  const data: StripeNative = JSON.parse(json);
  const about = descriptionOf(stripe, data, { ...NO_REQUEST, rawBody: Buffer.from(json) });
  return StripeEvent.revive({ ...buildEvent('stripe', about, NO_REQUEST), data }, services);
}

/** What a saga makes of one event. */
export async function commandsOf(saga: SagaDefinition, type: string, changes?: StripeEventChanges): Promise<Command[]> {
  const event = await reviveStripe(stripeEvent(type, changes));
  return lastValueFrom(saga.run(of(event)).pipe(toArray()));
}

/** A consumer of Stripe's events over ports in memory. */
export function stripeConsumer(
  logic: Partial<BusinessLogic>,
  environment?: Readonly<Record<string, string>>,
): TestConsumer<StripeNative> {
  return new TestConsumer(stripe, StripeEvent.revive, logic, environment);
}

const NO_REQUEST = {
  method: 'POST',
  url: '/',
  publicUrls: [],
  headers: {},
  rawBody: new Uint8Array(),
  receivedAt: new Date(0),
};

const KEYLESS = serviceSource(
  { environment: {}, settings: (provider) => readSettings(provider, { enabled: false }, {}) },
  { secrets: new MemorySecrets() },
);
