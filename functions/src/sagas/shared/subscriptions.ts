import { asOfEvent, type AsOf, Command, type IntegrationEvent, newest, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/** What a subscription is worth today. The number ranks two states that have the same time. */
const STAGES = {
  /** Not paid for yet. */
  pending: 0,
  trialing: 1,
  active: 2,
  past_due: 3,
  paused: 4,
  ended: 5,
} as const;

export type SubscriptionStatus = keyof typeof STAGES;

/** A subscription, as one event describes it. Amounts are in ISO 4217 minor units, times in RFC 3339. */
export interface Subscription {
  /** The shop: `revenuecat`. */
  readonly provider: string;
  /** Unique within the provider. */
  readonly id: string;
  /** The merchant's account at the provider. */
  readonly account: string | null;
  /** The provider's id of the customer. */
  readonly customer: string | null;
  /** Your own id of the user, if you passed it along. */
  readonly userId: string | null;
  readonly status: SubscriptionStatus;
  /** The provider's own term. */
  readonly providerStatus: string;
  /** Whether the customer has what they subscribed to. */
  readonly active: boolean;
  readonly product: string | null;
  readonly price: string | null;
  readonly quantity: number | null;
  /** What the subscription unlocks, if the provider names it. */
  readonly entitlements: readonly string[];
  readonly amount: number | null;
  /** ISO 4217, upper case. */
  readonly currency: string | null;
  /** Whether it ends with the period that is paid for. */
  readonly cancelAtPeriodEnd: boolean;
  readonly trialEndsAt: string | null;
  readonly currentPeriodEnd: string | null;
  readonly endedAt: string | null;
  /** False for a test; null if the provider does not say. */
  readonly livemode: boolean | null;
  readonly createdAt: string | null;
}

/** A subscription, in `subscriptions/{provider}:{its id}`. */
export type SubscriptionRecord = Subscription;

/** What every event about a subscription says. What it may say beside that is null if it does not. */
export type KnownSubscription = Pick<Subscription, 'provider' | 'id' | 'status' | 'providerStatus'> &
  Partial<Subscription>;

const NOTHING_MORE = {
  account: null,
  customer: null,
  userId: null,
  product: null,
  price: null,
  quantity: null,
  entitlements: [],
  amount: null,
  currency: null,
  cancelAtPeriodEnd: false,
  trialEndsAt: null,
  currentPeriodEnd: null,
  endedAt: null,
  livemode: null,
  createdAt: null,
} as const;

/** Keeps `subscriptions` up to date. The sagas of all shops that have no record of their own use this command. */
export class UpdateSubscription extends Command {
  static readonly type = 'UpdateSubscription';
  readonly subscription: Subscription;
  readonly asOf: AsOf;

  /** A subscription is active while `trialing` and while `active`, unless `active` says otherwise. */
  constructor(subscription: KnownSubscription, event: IntegrationEvent) {
    super();
    const { status } = subscription;
    this.subscription = { ...NOTHING_MORE, active: status === 'trialing' || status === 'active', ...subscription };
    // Whoever cancels does so after the period began.
    const isLeaving = subscription.cancelAtPeriodEnd === true;
    this.asOf = asOfEvent(event, 2 * STAGES[status] + (isLeaving ? 1 : 0));
  }
}

export const updateSubscription = recordHandler(UpdateSubscription, ({ subscription, asOf }, records) => {
  const change = newest(asOf, () => ({ ...subscription }) satisfies SubscriptionRecord);
  records.update('subscriptions', recordIdOf(subscription.provider, subscription.id), change);
});
