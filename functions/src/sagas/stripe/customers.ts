import type Stripe from 'stripe';
import { map } from 'rxjs';
import { isOfType, newest, recordHandler, saga } from 'integration-service';
import { asOf, idOf, isoOf, isStripeEventOfType, objectIdOf, StripeEvent } from 'integration-service/stripe';
import { stripeObject } from 'integration-service/stripe/refetch';
import { isoAmount } from './amounts.ts';
import { lastRecordOf, ObjectCommand } from './object-command.ts';

/** A customer, in `customers/{its id}`. */
export type CustomerRecord = {
  readonly id: string;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  /** True once Stripe has deleted it: the record stays, without anything that identifies the person. */
  readonly deleted: boolean;
  readonly email: string | null;
  readonly name: string | null;
  /** ISO 3166-1, two letters. */
  readonly country: string | null;
  readonly currency: string | null;
  /** In ISO 4217 minor units; a negative balance is a credit that reduces the next invoice. */
  readonly balance: number;
  /** Whether the latest invoice is overdue. */
  readonly delinquent: boolean;
  readonly defaultPaymentMethod: string | null;
  readonly livemode: boolean;
  /** RFC 3339. */
  readonly createdAt: string;
};

/** Keeps `customers` in sync with Stripe. */
export const customerUpdates = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('customer.created', 'customer.updated'),
    map((event) => new SyncCustomer(event)),
  ),
);

/** Removes everything that identifies a person from `customers` once Stripe has deleted them. */
export const customerDeletions = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('customer.deleted'),
    map((event) => new ForgetCustomer(event)),
  ),
);

export class SyncCustomer extends ObjectCommand<Stripe.Customer | Stripe.DeletedCustomer> {
  static readonly type = 'SyncCustomer';
}

export class ForgetCustomer extends ObjectCommand<Stripe.Customer> {
  static readonly type = 'ForgetCustomer';
}

export const syncCustomer = recordHandler(
  SyncCustomer,
  ({ object: customer, account, asOf }, records) => {
    // A fetched customer may have been deleted since; the deletion event empties the record.
    if (customer.deleted === true) return;
    const change = newest(asOf, () => recordOf(customer, account));
    records.update('customers', customer.id, change);
  },
  stripeObject<Stripe.Customer | Stripe.DeletedCustomer>(),
);

// The record stays, so that an older event that arrives late cannot bring the person back. Nothing has to be fetched.
export const forgetCustomer = recordHandler(ForgetCustomer, (command, records) => {
  const change = newest(asOf(command), (current) => ({
    ...lastRecordOf(command, current, recordOf),
    deleted: true,
    ...ANONYMOUS,
  }));
  records.update('customers', objectIdOf(command), change);
});

const ANONYMOUS = { email: null, name: null, country: null, defaultPaymentMethod: null };

function recordOf(customer: Stripe.Customer, account: string | null): CustomerRecord {
  return {
    id: customer.id,
    account,
    deleted: false,
    email: customer.email ?? null,
    name: customer.name ?? null,
    country: customer.address?.country ?? null,
    currency: customer.currency ?? null,
    balance: isoAmount(customer.balance ?? 0, customer.currency),
    delinquent: customer.delinquent ?? false,
    defaultPaymentMethod: idOf(customer.invoice_settings?.default_payment_method),
    livemode: customer.livemode,
    createdAt: isoOf(customer.created),
  };
}
