import { isJsonObject } from '../../core/event/json.ts';
import { matchesType } from '../../core/event/names.ts';
import { timeOf } from '../../core/event/time.ts';
import { ApiRefusal } from '../../core/logic/api-request.ts';
import { namesIn } from '../../core/logic/names-in.ts';
import { setting } from '../../core/logic/setting.ts';
import { objectsAt, textAt, urlWith } from '../../core/recover/answers.ts';
import { isDue, recordsFrom, unlessKnown } from '../../core/recover/known-records.ts';
import type { PageRequest } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import type { KnownRecords, ListedState, StateLister, StatePage } from '../../core/recover/state-lister.ts';
import { googlePlayToken, pathOf } from './client.ts';
import type { GooglePlayPurchase } from './event.ts';
import { COLLECTIONS, isBehind, purchasesIn } from './known-purchases.ts';

const API = 'https://androidpublisher.googleapis.com';
const VOIDED_EACH = 100;
const RECORDS_EACH = 50;
const PACKAGE = /^[a-z]\w*(?:\.\w+)+$/i;
const VOIDED = 'voided';

const packages = setting('GOOGLE_PLAY_PACKAGES', {
  read: (text) =>
    namesIn(text, PACKAGE, 'is not the package name of an app; write it as in Google Play, such as com.example.notes'),
});

/**
 * Lists purchases at Google Play: those that were voided, by Google's list of them, and those that our own records name,
 * each of which is asked for once a day and when it should have been renewed.
 * @see https://developers.google.com/android-publisher/voided-purchases
 */
export const googlePlayObjectStates: StateLister = {
  lists: 'states',
  provider: 'googlePlay',
  kinds: ['purchase'],
  capabilities: { reachDays: 30 },
  // Google allows 3,000 a minute; other tools of the developer share them.
  budget: { perSecond: 10 },
  settings: [packages],
  needsNoKey: true,
  async parts(api, { types }) {
    if (!matchesType('state.purchase', types)) return [];
    return [...(await api.use(packages)).map((name) => `${VOIDED} ${name}`), ...COLLECTIONS];
  },
  page(request, api, records) {
    const [list, name] = request.part.split(' ');
    return list === VOIDED ? voidedPage(name ?? '', request, api) : knownPage(request, api, records);
  },
};

async function voidedPage(packageName: string, { query, cursor }: PageRequest, api: ListingApi): Promise<StatePage> {
  const url = urlWith(`${API}/androidpublisher/v3/applications/${packageName}/purchases/voidedpurchases`, {
    startTime: query.since.getTime(),
    endTime: query.until.getTime(),
    // Subscriptions as well.
    type: 1,
    maxResults: VOIDED_EACH,
    token: cursor,
  });
  const { json } = await api.ask(url, { headers: await headersFor(api) });
  const items: ListedState[] = [];
  const voided = objectsAt(json, '/voidedPurchases');
  for (const line of voided) {
    const [token, time] = [textAt(line, '/purchaseToken'), timeOf(textAt(line, '/voidedTimeMillis'))];
    // Both ends are inclusive at Google.
    if (token === undefined || time === undefined || time >= query.until) continue;
    const found = await purchaseOf(token, { names: [packageName], isSubscription: true }, api);
    if (found !== undefined) items.push({ ...stateOf({ ...found, isVoided: true }), updatedAt: time });
  }
  return { items, looked: voided.length, next: textAt(json, '/tokenPagination/nextPageToken') };
}

async function knownPage(
  { query, part, cursor }: PageRequest,
  api: ListingApi,
  records: KnownRecords,
): Promise<StatePage> {
  const names = await api.use(packages);
  const { page, next } = await recordsFrom(records, part, { cursor, limit: RECORDS_EACH });
  const items: ListedState[] = [];
  const due = page
    .flatMap((record) => purchasesIn(record, query))
    .filter((known) => isDue({ id: known.token, ...known }, query));
  for (const known of due) {
    // Only what is bought once has no end.
    const found = await purchaseOf(known.token, { names, isSubscription: known.until !== undefined }, api);
    if (found === undefined || !isBehind(known, found.isSubscription, found.purchase)) continue;
    // Google says no time: it was like this when the run began, or has changed since.
    const state = unlessKnown({ ...stateOf(found), updatedAt: query.until, isBehind: true }, known.event);
    if (state !== undefined) items.push(state);
  }
  return { items, looked: due.length, next };
}

interface Sought {
  /** The apps that it may be of. */
  readonly names: readonly string[];
  /** Whether it is probably a subscription. */
  readonly isSubscription: boolean;
}

/** A purchase as Google knows it now; undefined if Google no longer has it. */
async function purchaseOf(
  token: string,
  { names, isSubscription }: Sought,
  api: ListingApi,
): Promise<GooglePlayPurchase | undefined> {
  for (const packageName of names) {
    for (const kind of isSubscription ? KINDS : KINDS.toReversed()) {
      const path = pathOf(kind, { packageName, purchaseToken: token });
      const purchase = path === undefined ? undefined : await answerTo(path, api);
      if (purchase !== undefined)
        return { packageName, purchaseToken: token, isSubscription: kind === KINDS[0], isVoided: false, purchase };
    }
  }
  return undefined;
}

const KINDS = ['subscriptionsv2', 'productsv2'] as const;

/** For what is not a purchase of the kind, Google answers 400 or 404; for one that is too old, 410. */
const NOT_FOUND: ReadonlySet<number> = new Set([400, 404, 410]);

async function answerTo(path: string, api: ListingApi): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const { json } = await api.ask(`${API}${path}`, { headers: await headersFor(api) });
    return isJsonObject(json) ? json : undefined;
  } catch (error) {
    if (error instanceof ApiRefusal && NOT_FOUND.has(error.status)) return undefined;
    throw error;
  }
}

async function headersFor(api: ListingApi): Promise<Readonly<Record<string, string>>> {
  return (await api.use(googlePlayToken)).headers(AbortSignal.timeout(TOKEN_TIMEOUT_MS));
}

const TOKEN_TIMEOUT_MS = 10_000;

function stateOf(found: GooglePlayPurchase): Pick<ListedState, 'kind' | 'id' | 'object' | 'source'> {
  const { packageName, purchaseToken } = found;
  return { kind: 'purchase', id: purchaseToken, object: found, source: `//play.google.com/${packageName}` };
}
