import type Stripe from 'stripe';

/**
 * The events whose types are newer than the installed SDK, each with the object that it is about. Such events also
 * arrive if they are not declared; once they are, `isStripeEventOfType` accepts their types and narrows to them. A
 * snapshot has the object in `event.data.object`; a thin event, whose type begins with `v1.` or `v2.`, fetches it with
 * `fetchRelatedObject()`. Remove a declaration once the SDK knows the type: the SDK's type is used from then on.
 * @example
 * declare module '../../integrations/stripe/newer-events.ts' {
 *   interface NewerStripeEvents {
 *     'billing.wallet.created': { id: string; object: 'billing.wallet'; balance: number };
 *   }
 * }
 */
export interface NewerStripeEvents {}

type NewerType = keyof NewerStripeEvents;

/** A snapshot event of a declared type. */
interface NewerSnapshot<Type extends NewerType> extends Omit<Stripe.EventBase, 'type' | 'data'> {
  type: Type;
  data: { object: NewerStripeEvents[Type]; previous_attributes?: Partial<NewerStripeEvents[Type]> };
}

/** A thin event of a declared type. */
interface NewerNotification<Type extends NewerType> extends Omit<
  Stripe.Events.UnknownEventNotification,
  'type' | 'fetchRelatedObject'
> {
  type: Type;
  fetchRelatedObject(): Promise<NewerStripeEvents[Type] | null>;
}

type NewerNative<Type extends NewerType> = Type extends `v${number}.${string}`
  ? NewerNotification<Type>
  : NewerSnapshot<Type>;

/** What Stripe sends for the declared types, except those that the SDK knows. */
export type NewerStripeNative = {
  [Type in Exclude<NewerType, (Stripe.Event | Stripe.V2.Core.EventNotification)['type']>]: NewerNative<Type>;
}[Exclude<NewerType, (Stripe.Event | Stripe.V2.Core.EventNotification)['type']>];
