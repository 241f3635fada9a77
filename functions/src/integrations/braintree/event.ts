import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Any field may be missing or null. */
type Loose<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

/** A payment. Amounts are decimals in units of the currency: `49.00`. */
export type Transaction = Loose<{
  id: string;
  /** `authorized`, `submitted_for_settlement`, `settling`, `settled`, `processor_declined`, … */
  status: string;
  /** `sale` or `credit`, which is a refund. */
  type: string;
  amount: string;
  /** ISO 4217. */
  currencyIsoCode: string;
  orderId: string;
  createdAt: string;
  /** `credit_card`, `paypal_account`, … */
  paymentInstrumentType: string;
  processorResponseCode: string;
  subscriptionId: string;
  /** The payment that a refund gives back. */
  refundedTransactionId: string;
  merchantAccountId: string;
  customer: Loose<{ id: string; email: string }>;
  customFields: Readonly<Record<string, unknown>> | string;
}>;

export type Subscription = Loose<{
  id: string;
  /** `Pending`, `Active`, `Past Due`, `Canceled`, `Expired`. */
  status: string;
  planId: string;
  price: string;
  balance: string;
  trialPeriod: boolean;
  currentBillingCycle: number;
  numberOfBillingCycles: number;
  neverExpires: boolean;
  /** Dates without a time. */
  firstBillingDate: string;
  nextBillingDate: string;
  paidThroughDate: string;
  billingPeriodEndDate: string;
  createdAt: string;
  updatedAt: string;
  failureCount: number;
  paymentMethodToken: string;
  merchantAccountId: string;
  /** The newest first. */
  transactions: readonly Transaction[];
}>;

export type Dispute = Loose<{
  id: string;
  /** `open`, `won`, `lost`, `accepted`, `disputed`, `expired`, … */
  status: string;
  /** `chargeback`, `pre_arbitration`, `retrieval`. */
  kind: string;
  reason: string;
  amount: string;
  currencyIsoCode: string;
  receivedDate: string;
  replyByDate: string;
  transaction: Transaction;
}>;

type Disbursement = Loose<{ id: string; amount: string; disbursementDate: string; transactionIds: readonly string[] }>;
type LocalPayment = Loose<{ paymentId: string; payerId: string; transaction: Transaction }>;
type AccountUpdate = Loose<{ reportDate: string; reportUrl: string }>;

interface Subjects {
  readonly check: { readonly check: boolean };
  readonly account_updater_daily_report: { readonly accountUpdaterDailyReport: AccountUpdate };
  readonly subscription_canceled: OfSubscription;
  readonly subscription_charged_successfully: OfSubscription;
  readonly subscription_charged_unsuccessfully: OfSubscription;
  readonly subscription_expired: OfSubscription;
  readonly subscription_trial_ended: OfSubscription;
  readonly subscription_went_active: OfSubscription;
  readonly subscription_went_past_due: OfSubscription;
  readonly subscription_billing_skipped: OfSubscription;
  readonly transaction_disbursed: OfTransaction;
  readonly transaction_reviewed: { readonly transactionReview: Loose<{ transactionId: string; decision: string }> };
  readonly transaction_settled: OfTransaction;
  readonly transaction_settlement_declined: OfTransaction;
  readonly refund_failed: OfTransaction;
  readonly disbursement: { readonly disbursement: Disbursement };
  readonly dispute_opened: OfDispute;
  readonly dispute_under_review: OfDispute;
  readonly dispute_disputed: OfDispute;
  readonly dispute_accepted: OfDispute;
  readonly dispute_auto_accepted: OfDispute;
  readonly dispute_expired: OfDispute;
  readonly dispute_won: OfDispute;
  readonly dispute_lost: OfDispute;
  readonly local_payment_completed: { readonly localPayment: LocalPayment };
  readonly local_payment_expired: { readonly localPaymentExpired: LocalPayment };
  readonly local_payment_funded: { readonly localPaymentFunded: LocalPayment };
  readonly local_payment_reversed: { readonly localPaymentReversed: LocalPayment };
  readonly payment_method_revoked_by_customer: {
    readonly paypalAccount?: Loose<{ token: string; customerId: string }>;
  };
}

interface OfSubscription {
  readonly subscription: Subscription;
}

interface OfTransaction {
  readonly transaction: Transaction;
}

interface OfDispute {
  readonly dispute: Dispute;
}

interface OfKind<Kind extends keyof Subjects> {
  readonly kind: Kind;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly sourceMerchantId?: string;
  readonly subject: Subjects[Kind];
}

/** What Braintree sends, by kind, as its SDK spells it. */
export type BraintreeEvents = { readonly [Kind in keyof Subjects]: OfKind<Kind> };
export type BraintreeEventType = keyof BraintreeEvents;
export type BraintreeNative = BraintreeEvents[BraintreeEventType];
export type BraintreeEventOfType<Type extends BraintreeEventType> = EventOf<BraintreeEvents, Type>;

export const places: EventPlaces<BraintreeNative> = {
  // A notification has no id. It is sent again with the same time.
  id: [
    '{/kind}:{/timestamp}:{/subject/subscription/id}',
    '{/kind}:{/timestamp}:{/subject/transaction/id}',
    '{/kind}:{/timestamp}:{/subject/dispute/id}',
    '{/kind}:{/timestamp}:{/subject/disbursement/id}',
    '{/kind}:{/timestamp}:{/subject/localPayment/paymentId}',
    'digest',
  ],
  type: '/kind',
  time: '/timestamp',
  subject: [
    '/subject/subscription/id',
    '/subject/transaction/id',
    '/subject/dispute/id',
    '/subject/disbursement/id',
    '/subject/localPayment/paymentId',
  ],
  source: '//braintreegateway.com/merchants/{/sourceMerchantId}',
  needs: { '/subject': 'object' },
};

/**
 * A Braintree notification on the platform.
 * @see https://developer.paypal.com/braintree/docs/reference/general/webhooks/overview
 */
export class BraintreeEvent extends /* @__PURE__ */ eventClass<BraintreeEvents>('braintree', places) {}

/**
 * Lets through Braintree notifications of the given kinds.
 * @example
 * events$.pipe(
 *   isOfType(BraintreeEvent),
 *   isBraintreeEventOfType('subscription_went_past_due'),
 *   map(({ event }) => new RemindOfPayment(event.subject.subscription.id)),
 * )
 */
export const isBraintreeEventOfType = /* @__PURE__ */ ofTypes(BraintreeEvent);
