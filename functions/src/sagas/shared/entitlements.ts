import { type AsOf, Command, isJsonObject, isLater, isText, type RecordData, recordHandler } from 'integration-service';
import { entriesIn } from './fields.ts';
import { recordIdOf } from './record-id.ts';

/** What a purchase is worth to the customer. */
export type EntitlementState =
  | 'trialing'
  | 'active'
  /** A payment failed, and the customer keeps access for now. */
  | 'grace_period'
  /** A payment failed, the shop still tries, and access has ended. */
  | 'billing_retry'
  | 'paused'
  /** Not paid for yet. */
  | 'pending'
  | 'expired'
  /** Refunded, charged back, or taken back by the shop. */
  | 'revoked'
  /** The purchase is for another product or another customer now. */
  | 'replaced';

export type Environment = 'production' | 'sandbox';

/** Whose entitlement it is, and to what. */
export type Holding = {
  readonly shop: string;
  /** Your own id of the user, as the shop was told; null if it was not. */
  readonly userId: string | null;
  /** The shop's id of the customer, or that of the purchase if the shop names no customer. */
  readonly customer: string;
  /** Your name of what was bought. */
  readonly product: string;
  readonly environment: Environment;
};

/** What one purchase grants. Times are in RFC 3339. */
export type Grant = {
  readonly shop: string;
  /** The shop's id of the subscription or the purchase. */
  readonly purchase: string;
  /** The shop's id of the customer; null for a guest. */
  readonly customer: string | null;
  readonly isActive: boolean;
  readonly state: EntitlementState;
  /**
   * When it ends or ended: with what is paid for, or with the grace period. A renewal moves it. Null if it has no end, or none
   * that is known.
   */
  readonly until: string | null;
  /** Whether the shop will charge for another period. */
  readonly renews: boolean;
  readonly isFamilyShared: boolean;
};

/**
 * What a customer may use, in `entitlements/{user}:{product}`; in `entitlements/{shop}:{customer}:{product}` if the shop was
 * not told who the user is. It holds what the purchase that lasts longest grants. Purchases in a sandbox are in
 * `sandboxEntitlements`, so that they grant nothing to anyone who reads `entitlements`.
 */
export type EntitlementRecord = Omit<Holding, 'shop' | 'customer'> &
  Grant & {
    readonly inGracePeriod: boolean;
    /** All purchases that grant it or did, by shop and id. */
    readonly purchases: { readonly [purchase: string]: Grant & { readonly asOf: AsOf } };
    /** The moment that the purchase above is described as of. */
    readonly asOf: AsOf;
  };

/** Keeps one purchase's part of a record in `entitlements`. The sagas of all shops use this command. */
export class UpdateEntitlement extends Command {
  static readonly type = 'UpdateEntitlement';
  override readonly key: string;
  readonly holding: Holding;
  readonly grant: Grant;
  readonly asOf: AsOf;

  constructor(holding: Holding, grant: Grant, asOf: AsOf) {
    super();
    this.key = entitlementIdOf(holding);
    this.holding = holding;
    this.grant = grant;
    this.asOf = asOf;
  }
}

export const updateEntitlement = recordHandler(UpdateEntitlement, ({ holding, grant, asOf }, records) => {
  const change = (current: RecordData | undefined) => {
    const before = entriesIn(current?.['purchases'], isPurchase);
    const key = recordIdOf(grant.shop, grant.purchase);
    const purchase = before[key];
    const changed = purchase !== undefined && isLater(purchase.asOf, asOf) ? purchase : { ...grant, asOf };
    const purchases = { ...before, [key]: changed };
    const [best = changed] = Object.entries(purchases)
      .toSorted(byWorth)
      .map(([, one]) => one);
    return recordOf(holding, purchases, best);
  };
  // Two calls, since the reference of collections is read from the source.
  if (holding.environment === 'sandbox') records.update('sandboxEntitlements', entitlementIdOf(holding), change);
  else records.update('entitlements', entitlementIdOf(holding), change);
});

/** The id of a record in `entitlements`: an app that knows its user and its product can name it. */
export function entitlementIdOf({ shop, userId, customer, product }: Holding): string {
  const owner = userId === null ? recordIdOf(shop, customer) : encodeURIComponent(userId);
  return `${owner}:${encodeURIComponent(product)}`;
}

type Purchases = EntitlementRecord['purchases'];
type Purchase = Purchases[string];

function recordOf({ userId, product, environment }: Holding, purchases: Purchases, best: Purchase): EntitlementRecord {
  return { userId, product, environment, ...best, inGracePeriod: best.state === 'grace_period', purchases };
}

/** What is active comes first, then what is paid for, then what ends last. */
function byWorth([key, one]: [string, Purchase], [otherKey, other]: [string, Purchase]): number {
  return (
    Number(other.isActive) - Number(one.isActive) ||
    Number(one.state === 'grace_period') - Number(other.state === 'grace_period') ||
    endOf(other) - endOf(one) ||
    (key < otherKey ? -1 : 1)
  );
}

function endOf({ until, isActive, asOf }: Purchase): number {
  return until === null && isActive ? Number.MAX_VALUE : Date.parse(until ?? asOf.time);
}

/** Whether a value is what this handler wrote, rather than what someone edited by hand. */
function isPurchase(value: unknown): value is Purchase {
  return isJsonObject(value) && isText(value['shop']) && isText(value['state']) && isJsonObject(value['asOf']);
}
