import { isText } from '../../core/event/json.ts';
import { matchesType } from '../../core/event/names.ts';
import { timeOf } from '../../core/event/time.ts';
import type { StoredRecord } from '../../core/ledger/store.ts';
import { ApiRefusal } from '../../core/logic/api-request.ts';
import { setting } from '../../core/logic/setting.ts';
import { objectsAt, textAt, urlWith } from '../../core/recover/answers.ts';
import { eventOf, isDue, recordsFrom, unlessKnown } from '../../core/recover/known-records.ts';
import type { EventQuery } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import type { ListedState, StateLister } from '../../core/recover/state-lister.ts';
import type { RevenuecatSubscription } from './event.ts';

const API = 'https://api.revenuecat.com/v2';
const RECORDS_EACH = 25;
const PREFIX = 'revenuecat:';
const LIST_MOST = 100;
const DAY_MS = 24 * 60 * 60_000;
/** A subscription that ended longer ago is not asked for. */
const ASKED_DAYS = 60;
/** Stores round the end of a period. */
const SAME_MS = 60_000;

const project = setting('REVENUECAT_PROJECT', {
  read(text) {
    if (/^proj\w+$/.test(text)) return text;
    throw new Error(`"${text}" is not the id of a project; copy it from the settings of the project, as proj1ab2c3d4`);
  },
});

/**
 * Lists the subscriptions at RevenueCat that our own records name: each customer is asked for once a day, and when a
 * subscription should have been renewed. RevenueCat gives up on an event after 155 minutes, and lists neither events nor changes.
 * @see https://www.revenuecat.com/docs/api-v2
 */
export const revenuecatObjectStates: StateLister = {
  lists: 'states',
  provider: 'revenuecat',
  kinds: ['subscription'],
  capabilities: { reachDays: ASKED_DAYS, reachDependsOn: 'the subscriptions that the records name' },
  // RevenueCat allows 480 a minute.
  budget: { perSecond: 5 },
  settings: [project],
  parts: (_api, { types }) => Promise.resolve(matchesType('state.subscription', types) ? [''] : []),
  async page({ query, cursor }, api, records) {
    const { page, next } = await recordsFrom(records, 'subscriptions', { prefix: PREFIX, cursor, limit: RECORDS_EACH });
    const due = page.flatMap((record) => knownIn(record, query));
    const items: ListedState[] = [];
    for (const known of due) {
      const subscription = await subscriptionOf(known, api);
      if (subscription === undefined || !isBehind(known.data, subscription.subscription)) continue;
      // RevenueCat says no time of a change: it was like this when the run began, or has changed since.
      const state = { kind: 'subscription', id: known.id, object: subscription, source: sourceOf(known.data) };
      const listed = unlessKnown({ ...state, updatedAt: query.until }, eventOf(known.data));
      if (listed !== undefined) items.push(listed);
    }
    return { items, looked: due.length, next };
  },
};

/** A subscription as its record knows it. */
interface Known {
  /** That of its first transaction. */
  readonly id: string;
  readonly customer: string;
  readonly data: StoredRecord['data'];
}

/** The subscription of a record, if it is to be asked for now. */
function knownIn({ data }: StoredRecord, query: EventQuery): readonly Known[] {
  const { id, active, customer, userId } = data;
  const named = isText(userId) ? userId : customer;
  if (!isText(id) || !isText(named)) return [];
  const isActive = active === true;
  const until = timeOf(data['currentPeriodEnd']);
  const isGone = !isActive && until !== undefined && query.until.getTime() - until.getTime() > ASKED_DAYS * DAY_MS;
  return !isGone && isDue({ id, isActive, until }, query) ? [{ id, customer: named, data }] : [];
}

/** Where the events of the subscription come from. */
function sourceOf({ account }: Known['data']): string {
  return isText(account) ? `//revenuecat.com/apps/${encodeURIComponent(account)}` : '//revenuecat.com';
}

/** The subscription as RevenueCat knows it now; undefined if the customer no longer has it. */
async function subscriptionOf(known: Known, api: ListingApi): Promise<RevenuecatSubscription | undefined> {
  const customer = encodeURIComponent(known.customer);
  const listed = objectsAt(await asked(`customers/${customer}/subscriptions`, { limit: LIST_MOST }, api), '/items');
  for (const subscription of listed) {
    if ((await originalOf(subscription, known.id, api)) !== known.id) continue;
    const { account, product, customer: original } = known.data;
    return {
      original_transaction_id: known.id,
      app_user_id: known.customer,
      original_app_user_id: isText(original) ? original : null,
      app_id: isText(account) ? account : null,
      product_id: isText(product) ? product : null,
      entitlement_ids: objectsAt(subscription, '/entitlements/items').flatMap(
        (one) => textAt(one, '/lookup_key') ?? [],
      ),
      subscription: stable(subscription),
    };
  }
  return undefined;
}

/** What does not change with the rates of currencies. */
function stable({ total_revenue_in_usd: _revenue, management_url: _url, ...subscription }: Record<string, unknown>) {
  return subscription;
}

const WITH_TRANSACTIONS: ReadonlySet<unknown> = new Set(['app_store', 'mac_app_store', 'play_store']);

/** The id of a subscription's first transaction, which its events have: RevenueCat names the latest one. */
async function originalOf(
  subscription: Record<string, unknown>,
  wanted: string,
  api: ListingApi,
): Promise<string | undefined> {
  // Google counts the renewals of an order: `GPA.3335-6339-1997-53484..5`.
  const [latest] = textAt(subscription, '/store_subscription_identifier')?.split('..') ?? [];
  const id = textAt(subscription, '/id');
  if (latest === wanted || id === undefined || !WITH_TRANSACTIONS.has(subscription['store'])) return latest;
  const path = `subscriptions/${encodeURIComponent(id)}/transactions`;
  const transactions = await asked(path, { sort: 'purchased_at', direction: 'asc', limit: 1 }, api);
  return textAt(transactions, '/items/0/id')?.split('..')[0];
}

/** @returns undefined for what RevenueCat does not have, such as a customer who was deleted. */
async function asked(
  path: string,
  parameters: Readonly<Record<string, string | number>>,
  api: ListingApi,
): Promise<unknown> {
  const url = urlWith(`${API}/projects/${await api.use(project)}/${path}`, parameters);
  try {
    return (await api.ask(url, { headers: { authorization: `Bearer ${await api.key()}` } })).json;
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 404) return undefined;
    throw error;
  }
}

/** Whether RevenueCat tells something else of a subscription than the record. */
function isBehind(record: Known['data'], subscription: object): boolean {
  const isActive = 'gives_access' in subscription && subscription.gives_access === true;
  if ((record['active'] === true) !== isActive) return true;
  if (!isActive) return false;
  const isLeaving = 'auto_renewal_status' in subscription && subscription.auto_renewal_status === 'will_not_renew';
  // Of a grace period, the event says another end.
  if ('status' in subscription && subscription.status === 'in_grace_period') return record['status'] !== 'past_due';
  const [known, told] = [timeOf(record['currentPeriodEnd']), timeOf(textAt(subscription, '/ends_at'))];
  const isLater = told !== undefined && Math.abs(told.getTime() - (known?.getTime() ?? 0)) > SAME_MS;
  return isLater || (record['cancelAtPeriodEnd'] === true) !== isLeaving || record['status'] === 'past_due';
}
