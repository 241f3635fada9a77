import {
  concat,
  concatMap,
  distinctUntilChanged,
  EMPTY,
  map,
  merge,
  of,
  scan,
  skip,
  startWith,
  switchMap,
  take,
  timer,
} from 'rxjs';
import {
  type AsOf,
  asOfEvent,
  continueWith,
  days,
  hours,
  isJsonObject,
  type IntegrationEvent,
  isLater,
  type Kept,
  type Pipeline,
} from 'integration-service';
import {
  type EntitlementState,
  type Environment,
  type Grant,
  type Holding,
  UpdateEntitlement,
} from './entitlements.ts';
import { productOf } from './products.ts';
import { recordIdOf } from './record-id.ts';
import { laterBy } from './times.ts';

/** How long customers keep what they could not pay for, at a shop that leaves it to you. */
const GRACE = days(7);
/** A shop that renews says so a little after the period has ended. The customer does not lose access in between. */
const RENEWAL = hours(24);
/** A purchase without an end waits for this moment, so that its instance stays open. */
const NEVER = new Date('9999-12-31T00:00:00Z');
/** The number of facts after which those that no longer matter are forgotten. */
const MANY = 500;

const WITH_ACCESS: ReadonlySet<EntitlementState> = new Set(['trialing', 'active', 'grace_period']);

/** A subscription or another purchase, as one event describes it. Times are in RFC 3339. */
export type PurchaseState = {
  readonly shop: string;
  readonly purchase: string;
  /** Your own id of the user; null if the shop was not told. */
  readonly userId: string | null;
  /** The shop's id of the customer. */
  readonly customer: string | null;
  /** What it unlocks, as the shop calls it. */
  readonly products: readonly string[];
  readonly state: EntitlementState;
  readonly until: string | null;
  readonly renews: boolean;
  readonly isFamilyShared?: boolean;
  readonly environment: Environment;
  readonly asOf: AsOf;
};

/** What the events of one purchase say. A shop need not have all three. */
type PurchaseFact =
  | { readonly name: 'revised'; readonly data: PurchaseState }
  /** The shop says elsewhere than in the purchase whose it is. */
  | { readonly name: 'claimed'; readonly data: { readonly userId: string; readonly asOf: AsOf } }
  /** The money went back. */
  | { readonly name: 'revoked'; readonly data: { readonly asOf: AsOf } };

/** What matters of the facts so far. */
interface Known {
  readonly current?: PurchaseState | undefined;
  readonly claim?: { readonly userId: string; readonly asOf: AsOf };
  readonly revoked?: AsOf;
  /** Everything that the purchase has ever been for: what it is no longer for has to end. */
  readonly held: readonly Holding[];
}

/**
 * Keeps the entitlements of one purchase: what it grants, and that it ends once its time has come, although no event says
 * so. What counts is the newest state by the shop's own time, whatever the order in which events arrive. If a purchase is
 * for another product or another user than before, what it granted before ends.
 */
export const grantEntitlements: Pipeline<PurchaseFact> = (facts$, { clock, state }) => {
  // A purchase of which nothing is known grants nothing, and waits for nothing.
  const before: Known = isKnown(state) ? state : { held: [] };
  const known$ = facts$.pipe(scan(learn, before));
  const updates$ = known$.pipe(
    startWith(before),
    distinctUntilChanged(),
    switchMap((known) => {
      const end = endOf(known);
      const later$ = end === undefined ? EMPTY : timer(end, clock).pipe(map(() => true));
      return concat(of(false), later$).pipe(concatMap((isOver) => updatesOf(known, isOver)));
    }),
  );
  const forgets$ = known$.pipe(
    skip(MANY - 1),
    take(1),
    map((known) => continueWith(known)),
  );
  return merge(updates$, forgets$);
};

/** Which of two states within one moment of the shop's clock is the later one. */
const RANKS = {
  pending: 0,
  trialing: 1,
  active: 2,
  grace_period: 3,
  billing_retry: 4,
  paused: 5,
  expired: 6,
  revoked: 7,
  replaced: 8,
} as const satisfies Record<EntitlementState, number>;

/** The moment of a state, by the time of its event. Whoever cancels does so after the period began. */
export function asOfState(event: IntegrationEvent, state: EntitlementState, renews: boolean): AsOf {
  return asOfEvent(event, 2 * RANKS[state] + (renews ? 0 : 1));
}

/** The end of the grace period, at a shop that leaves it to you. @param since When a payment failed, in RFC 3339. */
export function afterGrace(since: string | null): string | null {
  return laterBy(GRACE, since);
}

/** The earlier one of two times in RFC 3339; null is never. */
export function earlierOf(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return Date.parse(other) < Date.parse(one) ? other : one;
}

/** A state of a purchase as a fact. Without an id, it belongs to no instance. */
export function purchaseFact(purchase: PurchaseState | undefined): Kept<PurchaseState> | undefined {
  return purchase && { key: recordIdOf(purchase.shop, purchase.purchase), fact: purchase };
}

function learn(known: Known, fact: PurchaseFact): Known {
  const { name, data } = fact;
  switch (name) {
    case 'claimed':
      return isLater(known.claim?.asOf, data.asOf) ? known : { ...known, claim: data };
    case 'revoked':
      return isLater(known.revoked, data.asOf) ? known : { ...known, revoked: data.asOf };
    case 'revised': {
      const isOlder = isLater(known.current?.asOf, data.asOf);
      const ids = new Set(known.held.map(idOf));
      const added = holdingsOf(data).filter((one) => !ids.has(idOf(one)));
      if (isOlder && added.length === 0) return known;
      return { ...known, current: isOlder ? known.current : data, held: [...known.held, ...added] };
    }
  }
}

/** What a purchase was for, at a moment. */
function holdingsOf({ shop, purchase, userId, customer, products, environment }: PurchaseState): readonly Holding[] {
  const names = new Set(products.map((id) => productOf(shop, id)));
  return [...names].map((product) => ({ shop, userId, customer: customer ?? purchase, product, environment }));
}

/** The commands that bring every record that the purchase ever concerned up to date. */
function updatesOf(known: Known, isOver: boolean): readonly UpdateEntitlement[] {
  const { current, claim, held } = known;
  if (current === undefined) return [];
  const claimed = (one: Holding): Holding => ({ ...one, userId: one.userId ?? claim?.userId ?? null });
  const revocation = revocationOf(known);
  const asOf = revocation ?? current.asOf;
  const grant = grantOf(current, revocation, isOver);
  const now = new Map(holdingsOf(current).map((one) => [idOf(claimed(one)), claimed(one)]));
  const before = held.flatMap((one) => [one, claimed(one)]).filter((one) => !now.has(idOf(one)));
  const left = new Map(before.map((one) => [idOf(one), one]));
  const replaced: Grant = { ...grant, isActive: false, state: 'replaced', until: asOf.time, renews: false };
  return [
    ...[...left.values()].map((one) => new UpdateEntitlement(one, replaced, ranked(asOf, 2))),
    ...[...now.values()].map((one) => new UpdateEntitlement(one, grant, ranked(asOf, isOver ? 1 : 0))),
  ];
}

/** The moment that the money went back; undefined if it did not, or if the purchase has a later state. */
function revocationOf({ current, revoked }: Known): AsOf | undefined {
  return revoked !== undefined && !isLater(current?.asOf, revoked) ? revoked : undefined;
}

function grantOf(current: PurchaseState, revocation: AsOf | undefined, isOver: boolean): Grant {
  const { shop, purchase, customer, isFamilyShared = false } = current;
  const ended = current.state === 'grace_period' ? 'billing_retry' : 'expired';
  const hadAccess = WITH_ACCESS.has(current.state);
  const state = revocation !== undefined ? 'revoked' : isOver && hadAccess ? ended : current.state;
  const until = revocation?.time ?? current.until;
  const isActive = WITH_ACCESS.has(state);
  return { shop, purchase, customer, isActive, state, until, renews: isActive && current.renews, isFamilyShared };
}

/** When the purchase ends if nothing else happens; undefined if it grants nothing. */
function endOf(known: Known): Date | undefined {
  const { current } = known;
  if (current === undefined || !WITH_ACCESS.has(current.state)) return undefined;
  if (revocationOf(known) !== undefined) return undefined;
  if (current.until === null) return NEVER;
  const isRenewed = current.renews && current.state !== 'grace_period';
  return new Date(Date.parse(current.until) + (isRenewed ? RENEWAL : 0));
}

/** What follows later from the same event has a greater rank, and its own id, so that it is not taken for a replay. */
function ranked({ time, rank, id }: AsOf, step: 0 | 1 | 2): AsOf {
  return { time, rank: 3 * rank + step, id: step === 0 ? id : `${id}+${step}` };
}

function idOf({ userId, shop, customer, product, environment }: Holding): string {
  return JSON.stringify([environment, ...(userId === null ? [shop, customer] : [userId]), product]);
}

/** Whether a state is what an earlier life of the instance left. */
function isKnown(state: unknown): state is Known {
  return isJsonObject(state) && Array.isArray(state['held']);
}
