import type Stripe from 'stripe';
import type { Completion } from '../../core/logic/completion.ts';
import type { Context } from '../../core/logic/context.ts';
import { stripeClient } from './client.ts';
import { unlessGone } from './gone.ts';
import { StripeEvent } from './event.ts';
import { described, objectIn, type StripeChanges, type StripeEventAbout, type StripeObject } from './event-object.ts';
import { accountOf } from './native.ts';

/** The types that can be refetched, by the `object` field that every Stripe object has. */
interface Refetchable {
  charge: Stripe.Charge;
  'checkout.session': Stripe.Checkout.Session;
  customer: Stripe.Customer | Stripe.DeletedCustomer;
  dispute: Stripe.Dispute;
  invoice: Stripe.Invoice;
  payment_intent: Stripe.PaymentIntent;
  payout: Stripe.Payout;
  price: Stripe.Price;
  product: Stripe.Product;
  refund: Stripe.Refund;
  setup_intent: Stripe.SetupIntent;
  subscription: Stripe.Subscription;
  'v2.core.account': Stripe.V2.Core.Account;
}

type Kind = keyof Refetchable;
type Retrieve<K extends Kind> = (stripe: Stripe, id: string, options: Stripe.RequestOptions) => Promise<Refetchable[K]>;

const RETRIEVE: { readonly [K in Kind]: Retrieve<K> } = {
  charge: (stripe, id, options) => stripe.charges.retrieve(id, {}, options),
  'checkout.session': (stripe, id, options) => stripe.checkout.sessions.retrieve(id, {}, options),
  customer: (stripe, id, options) => stripe.customers.retrieve(id, {}, options),
  dispute: (stripe, id, options) => stripe.disputes.retrieve(id, {}, options),
  invoice: (stripe, id, options) => stripe.invoices.retrieve(id, {}, options),
  payment_intent: (stripe, id, options) => stripe.paymentIntents.retrieve(id, {}, options),
  payout: (stripe, id, options) => stripe.payouts.retrieve(id, {}, options),
  price: (stripe, id, options) => stripe.prices.retrieve(id, {}, options),
  product: (stripe, id, options) => stripe.products.retrieve(id, {}, options),
  refund: (stripe, id, options) => stripe.refunds.retrieve(id, {}, options),
  setup_intent: (stripe, id, options) => stripe.setupIntents.retrieve(id, {}, options),
  subscription: (stripe, id, options) => stripe.subscriptions.retrieve(id, {}, options),
  'v2.core.account': (stripe, id, options) =>
    stripe.v2.core.accounts.retrieve(id, { include: ['defaults', 'identity', 'requirements'] }, options),
};

/**
 * Fetches the current state of an object from Stripe, if the snapshot in an event may be out of date or an event only
 * names the object. The request is made in the account that the event came from. Needs `STRIPE_API_KEY`.
 * @param of An object from an event, or its kind and id. Commands of a durable saga have no event of Stripe, so they name
 *   the connected account; null for your own.
 * @returns undefined if Stripe no longer has it.
 * @throws {IntegrationError} `bad-config` without an API key; otherwise the SDK's error or the signal's reason.
 * @example
 * const charge = await refetch({ object: 'charge', id: 'ch_1' }, context);
 */
export async function refetch<K extends Kind>(
  of: { readonly object: K; readonly id: string; readonly account?: string | null },
  context: Context,
): Promise<Refetchable[K] | undefined> {
  const { use, signal } = context;
  const stripe = await use(stripeClient);
  const scope = of.account === undefined ? scopeOf(context) : inAccount(of.account);
  return whileItLasts(RETRIEVE[of.object](stripe, of.id, scope), signal);
}

/**
 * The object that an event of either style is about, with what the event says about it: from the body of a snapshot, or
 * fetched for a thin event, which needs `STRIPE_API_KEY`.
 * @returns undefined if Stripe no longer has it.
 * @throws {IntegrationError} `bad-config` without an API key; otherwise the SDK's error or the signal's reason.
 * @example
 * export const endSubscription = commandHandler(EndSubscription, async ({ event }, context) => {
 *   const { object: subscription } = (await objectOf(event, context)) ?? {};
 *   …
 * });
 */
export async function objectOf<Object>(
  about: StripeEventAbout<Object>,
  context: Context,
): Promise<StripeObject<Object> | undefined> {
  return objectIn(about) ?? fetched(about, context, ({ changes }) => changes);
}

/**
 * For handlers and tasks that only change records: gives them the object of an event of either style, with what the event
 * says about it. An event whose object Stripe no longer has changes nothing: a separate event reports the deletion.
 * @example
 * export const keepName = recordHandler(
 *   KeepName,
 *   ({ object, asOf }, records) => {
 *     records.update('names', object.id, newest(asOf, () => ({ name: object.name })));
 *   },
 *   stripeObject<Stripe.Customer>(),
 * );
 */
export function stripeObject<Object>(): Completion<StripeEventAbout<Object>, StripeObject<Object>> {
  return { atHand: objectIn, fetch: objectOf };
}

/** The same with the former values of an update, for which the whole thin event is fetched as well. */
export function stripeChange<Object>(): Completion<StripeEventAbout<Object>, StripeObject<Object>> {
  return {
    atHand: objectIn,
    fetch: (about, context) =>
      fetched(about, context, async (event) => event.changes ?? (await refetchEvent(event, context))?.changes),
  };
}

async function fetched<Object>(
  about: StripeEventAbout<Object>,
  context: Context,
  changesOf: (event: Notification<Object>) => MaybePromise<StripeChanges | undefined>,
): Promise<StripeObject<Object> | undefined> {
  const { event } = about;
  if (event.object === 'event') return objectIn(about);
  const object = await refetchRelated(event, context);
  if (object !== undefined) return described(about, object, (await changesOf(event))?.['before']);
  context.log.warn('Stripe no longer has the object of an event', { object: event.related_object.id });
  return undefined;
}

type Notification<Object> = Exclude<StripeEventAbout<Object>['event'], { readonly object: 'event' }>;
type MaybePromise<Value> = Value | Promise<Value>;

/**
 * Fetches the current state of the object that a thin event is about. Needs `STRIPE_API_KEY`.
 * @returns undefined if Stripe no longer has it.
 * @throws {IntegrationError} `bad-config` without an API key; otherwise the SDK's error or the signal's reason.
 */
export async function refetchRelated<T>(
  notification: { fetchRelatedObject(): Promise<T> },
  context: Context,
): Promise<T | undefined> {
  return whileItLasts(notification.fetchRelatedObject(), context.signal);
}

/**
 * Fetches a full thin event, with the `data` that its notification leaves out. Needs `STRIPE_API_KEY`.
 * @returns undefined if Stripe no longer has it, since it keeps events for 30 days.
 * @throws {IntegrationError} `bad-config` without an API key; otherwise the SDK's error or the signal's reason.
 */
export async function refetchEvent<T>(
  notification: { fetchEvent(): Promise<T> },
  context: Context,
): Promise<T | undefined> {
  return whileItLasts(notification.fetchEvent(), context.signal);
}

/**
 * The options of a request that changes something at Stripe: it is made in the event's account, and takes effect once
 * however often the command is tried.
 * @example
 * const stripe = await context.use(stripeClient);
 * await stripe.subscriptions.update(id, { cancel_at_period_end: true }, idempotentOptions(context));
 */
export function idempotentOptions(context: Context): Stripe.RequestOptions {
  return { ...scopeOf(context), idempotencyKey: context.idempotencyKey };
}

function scopeOf({ event }: Context): Stripe.RequestOptions {
  return inAccount(event instanceof StripeEvent ? (accountOf(event.event) ?? null) : null);
}

function inAccount(account: string | null): Stripe.RequestOptions {
  return account === null ? {} : { stripeContext: account };
}

/** The SDK accepts a timeout but no signal, so the request may continue, but the wait for it ends with the signal. */
async function whileItLasts<T>(request: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const stop = Promise.withResolvers<never>();
  const abort = () => stop.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await unlessGone(Promise.race([request, stop.promise]));
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
