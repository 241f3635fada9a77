import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import type { SampleRequest } from '../../functions/src/core/integration/samples.ts';

/** One payment as Stripe would tell of it, and what it adds to its day. */
export interface Payment {
  readonly eventId: string;
  readonly paymentId: string;
  readonly date: string;
  readonly amount: number;
  readonly body: Buffer;
}

const TYPE = 'payment_intent.succeeded';
const DAY_MS = 24 * 60 * 60_000;

/** Payments of different amounts, spread over some days. */
export function makePayments(count: number, days = 20): readonly Payment[] {
  const today = Date.now();
  return Array.from({ length: count }, (_unused, index) => {
    const now = new Date(today - (index % days) * DAY_MS);
    const event = JSON.parse(stripeSamples.sample(TYPE, { id: `fault${index}`, now }));
    const amount = 100 + index;
    event.data.object.amount = amount;
    event.data.object.amount_received = amount;
    return {
      eventId: event.id,
      paymentId: event.data.object.id,
      date: now.toISOString().slice(0, 10),
      amount,
      body: Buffer.from(JSON.stringify(event)),
    };
  });
}

/** Sums by day, as the shipped daily revenue has to have them in the end. */
export function revenueOf(payments: readonly Payment[]): ReadonlyMap<string, { payments: number; received: number }> {
  const sums = new Map<string, { payments: number; received: number }>();
  for (const { date, amount } of payments) {
    const day = sums.get(date) ?? { payments: 0, received: 0 };
    sums.set(date, { payments: day.payments + 1, received: day.received + amount });
  }
  return sums;
}

/** Signs a delivery as of now: each repeat is signed again, as Stripe does it. */
export function deliveryOf({ body, eventId }: Payment, secret: string, url: string): SampleRequest {
  return stripeSamples.request({ body, type: TYPE, id: eventId, signing: secret, now: new Date(), url });
}
