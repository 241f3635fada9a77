import type Stripe from 'stripe';
import { mergeMap } from 'rxjs';
import { type AsOf, Command, commandHandler, isOfType, newest, PermanentError, saga } from 'integration-service';
import { asOf, idOf, isStripeEventOfType, StripeEvent } from 'integration-service/stripe';
import { refetch } from 'integration-service/stripe/refetch';

/** The record of an account of your platform (Accounts v2), in `accounts/{its id}`. */
export type AccountRecord = {
  readonly id: string;
  readonly displayName: string | null;
  /** ISO 3166-1, two letters. */
  readonly country: string | null;
  /** The account's configurations: `customer`, `merchant`, `recipient`. */
  readonly configurations: readonly string[];
  readonly closed: boolean;
  /** The number of requirements that are still open. */
  readonly requirements: number;
  /** How urgent they are: `currently_due`, `eventually_due`, `past_due`; null if there are none. */
  readonly requirementsStatus: string | null;
  readonly livemode: boolean;
  /** RFC 3339. */
  readonly createdAt: string;
};

/**
 * Keeps `accounts` in sync with Stripe. Thin events only name the account, so the current account is fetched, which
 * needs `STRIPE_API_KEY`.
 */
export const connectedAccounts = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType(
      'v2.core.account.created',
      'v2.core.account.updated',
      'v2.core.account[requirements].updated',
      'v2.core.account.closed',
    ),
    mergeMap((event) => {
      const id = idOf(event.event.related_object);
      return id === null ? [] : [new SyncAccount(id, event)];
    }),
  ),
);

export class SyncAccount extends Command {
  static readonly type = 'SyncAccount';
  /** The account's id. */
  readonly snapshot: string;
  readonly asOf: AsOf;

  constructor(id: string, event: StripeEvent) {
    super();
    this.snapshot = id;
    this.asOf = asOf(event);
  }
}

export const syncAccount = commandHandler(SyncAccount, async ({ snapshot: id, asOf }, context) => {
  const account = await refetch({ object: 'v2.core.account', id }, context);
  if (account === undefined) {
    throw new PermanentError(
      `Stripe does not know the account ${id}; check that STRIPE_API_KEY is of the event's platform and mode.`,
    );
  }
  context.records.update(
    'accounts',
    id,
    newest(asOf, () => recordOf(account)),
  );
});

function recordOf(account: Stripe.V2.Core.Account): AccountRecord {
  return {
    id: account.id,
    displayName: account.display_name ?? null,
    country: account.identity?.country ?? null,
    configurations: account.applied_configurations,
    closed: account.closed ?? false,
    requirements: account.requirements?.entries?.length ?? 0,
    requirementsStatus: account.requirements?.summary?.minimum_deadline?.status ?? null,
    livemode: account.livemode,
    createdAt: account.created,
  };
}
