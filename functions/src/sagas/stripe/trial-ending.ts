import type Stripe from 'stripe';
import { distinct, filter, map, merge, mergeMap, pipe, takeUntil, timer } from 'rxjs';
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
import { accountOf, idOf, isoOf, isStripeEventOfType, StripeEvent } from 'integration-service/stripe';
import { refetch } from 'integration-service/stripe/refetch';
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
      pipe(
        isStripeEventOfType('customer.subscription.trial_will_end'),
        filter(({ event }) => !hasCard(event.data.object) && !isOver(event.data.object)),
      ),
      ({ event }) => {
        const { id, customer, livemode, trial_end: trialEnd } = event.data.object;
        const trial: Trial = {
          subscription: id,
          customer: idOf(customer),
          account: accountOf(event) ?? null,
          livemode,
          trialEnd: isoOf(trialEnd) ?? '',
        };
        return { key: keyOf(customer), fact: trial };
      },
    ),
    cardAdded: anyOf(
      from(
        StripeEvent,
        pipe(
          isStripeEventOfType('customer.updated'),
          filter(({ event: { data } }) => customerHasCard(data.object) && wasCardChanged(data.previous_attributes)),
        ),
        ({ event }) => ({ key: keyOf(event.data.object), fact: ofSubscription(null) }),
      ),
      from(
        StripeEvent,
        pipe(
          isStripeEventOfType('customer.subscription.updated'),
          filter(({ event }) => event.data.object.status === 'trialing' && hasCard(event.data.object)),
        ),
        ({ event: { data } }) => ({ key: keyOf(data.object.customer), fact: ofSubscription(data.object.id) }),
      ),
    ),
    ended: from(
      StripeEvent,
      pipe(
        isStripeEventOfType('customer.subscription.deleted', 'customer.subscription.updated'),
        filter(({ event }) => event.type === 'customer.subscription.deleted' || hasJustEnded(event.data)),
      ),
      ({ event: { data } }) => ({ key: keyOf(data.object.customer), fact: ofSubscription(data.object.id) }),
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

function hasJustEnded({ object, previous_attributes: before }: Stripe.CustomerSubscriptionUpdatedEvent.Data): boolean {
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
