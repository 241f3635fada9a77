import { isJsonObject, isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import type { StoredRecord } from '../../core/ledger/store.ts';
import { eventOf } from '../../core/recover/known-records.ts';
import type { EventQuery } from '../../core/recover/lister.ts';
import { objectsAt } from '../../core/recover/answers.ts';

/** A purchase as a record of `entitlements` knows it. */
export interface KnownPurchase {
  readonly token: string;
  readonly isActive: boolean;
  readonly until: Date | undefined;
  readonly renews: boolean;
  /** The id of the event that the record tells of. */
  readonly event: string;
}

/** The collections in which the shipped saga keeps what customers may use. */
export const COLLECTIONS = ['entitlements', 'sandboxEntitlements'] as const;

/** States after which Google changes nothing. */
const FINAL: ReadonlySet<unknown> = new Set(['revoked', 'replaced']);
/** Google no longer has a subscription that expired before. */
const KEPT_DAYS = 60;
const DAY_MS = 24 * 60 * 60_000;

/** The purchases at Google Play that grant an entitlement, or may grant it again. */
export function purchasesIn({ data }: StoredRecord, { until: now }: EventQuery): readonly KnownPurchase[] {
  const purchases = data['purchases'];
  return Object.values(isJsonObject(purchases) ? purchases : {}).flatMap((grant) => {
    if (!isJsonObject(grant) || grant['shop'] !== 'googlePlay' || !isText(grant['purchase'])) return [];
    const until = timeOf(grant['until']);
    const isGone = until !== undefined && now.getTime() - until.getTime() > KEPT_DAYS * DAY_MS;
    if (FINAL.has(grant['state']) || isGone) return [];
    const [isActive, renews] = [grant['isActive'] === true, grant['renews'] === true];
    return [{ token: grant['purchase'], isActive, until, renews, event: eventOf(grant) }];
  });
}

const WITH_ACCESS: ReadonlySet<unknown> = new Set([
  'SUBSCRIPTION_STATE_ACTIVE',
  'SUBSCRIPTION_STATE_CANCELED',
  'SUBSCRIPTION_STATE_IN_GRACE_PERIOD',
]);

/** Whether Google tells something else of a purchase than the record. */
export function isBehind(known: KnownPurchase, isSubscription: boolean, purchase: object): boolean {
  const { isActive, until, renews } = isSubscription ? subscribed(purchase) : bought(purchase);
  if (known.isActive !== isActive) return true;
  return isActive && (known.renews !== renews || known.until?.getTime() !== until?.getTime());
}

function subscribed(purchase: object): Pick<KnownPurchase, 'isActive' | 'until' | 'renews'> {
  const items = objectsAt(purchase, '/lineItems');
  const ends = items.flatMap(({ expiryTime }) => timeOf(expiryTime) ?? []).toSorted((one, other) => +other - +one);
  const renews = items.some(({ autoRenewingPlan: plan }) => isJsonObject(plan) && plan['autoRenewEnabled'] === true);
  const state = 'subscriptionState' in purchase ? purchase.subscriptionState : undefined;
  return { isActive: WITH_ACCESS.has(state), until: ends[0], renews };
}

function bought(purchase: object): Pick<KnownPurchase, 'isActive' | 'until' | 'renews'> {
  const context = 'purchaseStateContext' in purchase ? purchase.purchaseStateContext : undefined;
  const isPurchased = isJsonObject(context) && context['purchaseState'] === 'PURCHASED';
  return { isActive: isPurchased, until: undefined, renews: false };
}
