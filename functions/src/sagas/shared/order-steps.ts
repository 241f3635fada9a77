import { mergeMap, type OperatorFunction } from 'rxjs';
import type { Kept } from 'integration-service';

/** An order that was paid, at a shop or at Stripe. */
export type PaidOrder = {
  readonly provider: 'shopify' | 'stripe';
  /** The id of its record in `orders`. */
  readonly order: string;
  readonly orderId: string;
  /** The provider's id of the customer; null for guests. */
  readonly customer: string | null;
  /** False for a test order; null if the shop does not say. */
  readonly livemode: boolean | null;
};

/** When something happened, in RFC 3339. */
interface Moment {
  readonly time: string;
}

/** What each step of an order holds. */
export interface OrderStep {
  readonly paid: PaidOrder & Moment;
  /** At least a part of it is on its way. */
  readonly shipped: Moment;
  /** It was cancelled, or refunded in full. */
  readonly calledOff: Moment;
  /** It is in a parcel, whose tracking number is the key. */
  readonly dispatched: PaidOrder & Moment;
}

/** The steps that an event reports of an order, each with the instance that it belongs to. */
export type OrderSteps = { readonly [Step in keyof OrderStep]?: Kept<OrderStep[Step]> };

/** The steps that a state of an order amounts to. */
export function stepsOf(
  order: PaidOrder,
  state: {
    /** Whether it was paid, and has goods that are sent. */
    readonly isPaid: boolean;
    readonly isShipped: boolean;
    readonly isCalledOff: boolean;
    readonly trackingNumber: string | null | undefined;
  },
  time: string,
): OrderSteps {
  const tracking = state.trackingNumber ? trackingKeyOf(state.trackingNumber) : undefined;
  return {
    ...(state.isPaid && { paid: { key: order.order, fact: { ...order, time } } }),
    ...(state.isShipped && { shipped: { key: order.order, fact: { time } } }),
    ...(state.isCalledOff && { calledOff: { key: order.order, fact: { time } } }),
    ...(tracking !== undefined && { dispatched: { key: tracking, fact: { ...order, time } } }),
  };
}

/** A tracking number as an instance's key: shops and carriers space it differently. */
export function trackingKeyOf(trackingNumber: string): string {
  return trackingNumber.replaceAll(/\s/g, '').toUpperCase();
}

/** Lets through the events that report a step, as what is kept of it. */
export function only<Step extends keyof OrderStep>(step: Step): OperatorFunction<OrderSteps, Kept<OrderStep[Step]>> {
  return mergeMap((steps) => {
    const kept = steps[step];
    return kept === undefined ? [] : [kept];
  });
}

/** Keeps what such an operator lets through. */
export function asTold<Data>(kept: Kept<Data>): Kept<Data> {
  return kept;
}
