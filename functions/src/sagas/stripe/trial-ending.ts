import type Stripe from 'stripe';
import { distinct, filter, map, merge, mergeMap, takeUntil, timer } from 'rxjs';
import {
  anyOf,
  Command,
  commandHandler,
  days,
  durableSaga,
  from,
  hours,
  ofFact,
  type Context,
} from 'integration-service';
import { idOf, isoOf, isStripeEventOfType, StripeEvent, type StripeObject } from 'integration-service/stripe';
import { refetch, stripeChange, stripeObject } from 'integration-service/stripe/refetch';
import { ifKeyed } from '../shared/if-keyed.ts';
import { recordIdOf } from '../shared/record-id.ts';

/** Stripe announces the end three days before: a card that is added in the same hour makes a reminder needless. */
const GRACE = hours(1);

/** A trial that ends without a card to charge. */
type Trial = {
  readonly subscription: string;
  readonly customer: string | null;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  readonly livemode: boolean;
  /** RFC 3339. */
  readonly trialEnd: string;
};

/** A reminder that is due, in `trialReminders/{subscription}:{days left}`: write to the customer when it is created. */
export type TrialReminderRecord = Trial & {
  readonly daysLeft: 3 | 1;
};

/**
 * Reminds customers three days (less the hour in which a card may follow) and one day before their trial ends, unless a card is added or the subscription ends
 * before. One instance for each customer: a card may be added to the subscription or to the customer.
 */
export const trialEnding = durableSaga(
  {
    trialEnds: from(
      StripeEvent,
      isStripeEventOfType('customer.subscription.trial_will_end'),
      ({ object: { id, customer, livemode, trial_end: trialEnd }, account }) => {
        const trial: Trial = {
          subscription: id,
          customer: idOf(customer),
          account,
          livemode,
          trialEnd: isoOf(trialEnd) ?? '',
        };
        return { key: keyOf(customer), fact: trial };
      },
      { ...stripeObject<Stripe.Subscription>(), when: ({ object }) => !hasCard(object) && !isOver(object) },
    ),
    cardAdded: anyOf(
      from(
        StripeEvent,
        isStripeEventOfType('customer.updated'),
        ({ object: customer }) => ({ key: keyOf(customer), fact: ofSubscription(null) }),
        {
          ...stripeChange<Stripe.Customer>(),
          when: ({ object, previous }) => customerHasCard(object) && wasCardChanged(previous),
        },
      ),
      from(
        StripeEvent,
        isStripeEventOfType('customer.subscription.updated'),
        ({ object: { id, customer } }) => ({ key: keyOf(customer), fact: ofSubscription(id) }),
        {
          ...stripeObject<Stripe.Subscription>(),
          when: ({ object }) => object.status === 'trialing' && hasCard(object),
        },
      ),
    ),
    ended: from(
      StripeEvent,
      isStripeEventOfType('customer.subscription.deleted', 'customer.subscription.updated'),
      ({ object: { id, customer } }) => ({ key: keyOf(customer), fact: ofSubscription(id) }),
      {
        ...stripeChange<Stripe.Subscription>(),
        when: (told) => told.type === 'customer.subscription.deleted' || hasJustEnded(told),
      },
    ),
  },
  (facts$, { clock, history$ }) =>
    facts$.pipe(
      ofFact('trialEnds'),
      distinct(({ subscription, trialEnd }) => `${subscription} ${trialEnd}`),
      mergeMap((trial) => {
        const settled$ = history$.pipe(
          ofFact('cardAdded', 'ended'),
          filter(({ subscription }) => subscription === null || subscription === trial.subscription),
        );
        const extended$ = history$.pipe(
          ofFact('trialEnds'),
          filter(({ subscription, trialEnd }) => subscription === trial.subscription && trialEnd > trial.trialEnd),
        );
        const moment = (daysLeft: number) => Date.parse(trial.trialEnd) - days(daysLeft);
        // Of an end that is announced late, the reminder that has been overtaken by the next one is left out.
        const reminder = (daysLeft: 3 | 1, next: number) =>
          timer(Math.max(moment(daysLeft) - clock.now(), GRACE), clock).pipe(
            filter(() => clock.now() < next),
            map(() => new RemindOfTrialEnd(trial, daysLeft)),
          );
        return merge(reminder(3, moment(1)), reminder(1, moment(0))).pipe(takeUntil(merge(settled$, extended$)));
      }),
    ),
);

export class RemindOfTrialEnd extends Command {
  static readonly type = 'RemindOfTrialEnd';
  readonly trial: Trial;
  readonly daysLeft: 3 | 1;

  constructor(trial: Trial, daysLeft: 3 | 1) {
    super();
    this.trial = trial;
    this.daysLeft = daysLeft;
  }
}

/** Asks Stripe first, if there is an API key: a card that was added elsewhere may not have an event that we receive. */
export const remindOfTrialEnd = commandHandler(RemindOfTrialEnd, async ({ trial, daysLeft }, context) => {
  const asked = await ifKeyed(() => isWithoutCard(trial, context));
  if (asked?.found === false) return;
  const record: TrialReminderRecord = { ...trial, daysLeft };
  const id = `${recordIdOf('stripe', trial.subscription)}:${daysLeft}`;
  context.records.update('trialReminders', id, () => record);
});

async function isWithoutCard({ subscription: id, customer, account }: Trial, context: Context): Promise<boolean> {
  const subscription = await refetch({ object: 'subscription', id, account }, context);
  if (subscription === undefined || isOver(subscription) || hasCard(subscription)) return false;
  if (customer === null) return true;
  const current = await refetch({ object: 'customer', id: customer, account }, context);
  return current !== undefined && (current.deleted || !customerHasCard(current));
}

function keyOf(customer: Stripe.Subscription['customer'] | null): string | null {
  const id = idOf(customer);
  return id === null ? null : recordIdOf('stripe', id);
}

function ofSubscription(subscription: string | null) {
  return { subscription };
}

/** Whether there is nothing to charge at the end of the trial. */
function isOver({ status, cancel_at_period_end: isCanceled }: Stripe.Subscription): boolean {
  return status !== 'trialing' || isCanceled;
}

function hasJustEnded({ object, previous: before }: StripeObject<Stripe.Subscription>): boolean {
  return isOver(object) && before !== undefined && ('status' in before || 'cancel_at_period_end' in before);
}

function hasCard({ default_payment_method: method, default_source: source }: Stripe.Subscription): boolean {
  return Boolean(method ?? source);
}

function customerHasCard({ invoice_settings: settings, default_source: source }: Stripe.Customer): boolean {
  return Boolean(settings?.default_payment_method ?? source);
}

function wasCardChanged(before: Partial<Stripe.Customer> | undefined): boolean {
  return before !== undefined && ('invoice_settings' in before || 'default_source' in before);
}
