import { valueAt } from '../../core/event/json-pointer.ts';
import { isText } from '../../core/event/json.ts';
import { namesIn } from '../../core/logic/names-in.ts';
import { setting } from '../../core/logic/setting.ts';
import { objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { EventQuery, ListedItem, Lister } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import { parseToken, signedToken } from '../../core/scheme/json-web-signature.ts';
import { privateKeyOf } from '../../core/scheme/keys.ts';
import { appStore } from './index.ts';

const HOSTS: Readonly<Record<string, string>> = {
  Production: 'api.storekit.apple.com',
  Sandbox: 'api.storekit-sandbox.apple.com',
};
const APP = /^[A-Za-z0-9.-]{1,155}:(?:Production|Sandbox)$/;
const TOKEN_SECONDS = 300;

const issuer = setting('APP_STORE_ISSUER_ID');
const keyId = setting('APP_STORE_KEY_ID');
const apps = setting('APP_STORE_APPS', {
  read: (text) => namesIn(text, APP, 'is not an app; write com.example.app:Production or com.example.app:Sandbox'),
});

/**
 * Lists the notifications that the App Store sent about each app. They are signed as they were when they were sent.
 * @see https://developer.apple.com/documentation/appstoreserverapi/get-notification-history
 */
export const appStoreMissedEvents: Lister = {
  integration: appStore,
  capabilities: {
    reachDays: 180,
    tellsUndelivered: true,
    filtersTime: true,
    order: 'newest first',
    pagesShift: false,
  },
  budget: { perSecond: 5 },
  settings: [issuer, keyId, apps],
  parts: (api) => api.use(apps),
  async page({ query, part, cursor }, api) {
    const [bundleId = '', environment = ''] = part.split(':');
    const url = `https://${HOSTS[environment]}/inApps/v1/notifications/history`;
    const { json } = await api.ask(urlWith(url, { paginationToken: cursor }), {
      headers: { authorization: `Bearer ${await tokenFor(bundleId, api)}` },
      body: bodyOf(query),
    });
    return {
      items: objectsAt(json, '/notificationHistory').map(itemOf),
      next: valueAt(json, '/hasMore') === true ? textAt(json, '/paginationToken') : undefined,
    };
  },
};

function bodyOf({ since, until, undelivered }: EventQuery): object {
  return {
    startDate: since.getTime(),
    endDate: until.getTime(),
    ...(undelivered && { onlyFailures: true }),
  };
}

function itemOf(line: Record<string, unknown>): ListedItem {
  const { signedPayload } = line;
  const claims = isText(signedPayload) ? parseToken(signedPayload)?.claims : undefined;
  const attempts = objectsAt(line, '/sendAttempts');
  const first = attempts.map((attempt) => timeAt(attempt, '/attemptDate').getTime()).toSorted((a, b) => a - b)[0];
  return {
    key: textAt(claims, '/notificationUUID') ?? '',
    at: first === undefined ? timeAt(claims, '/signedDate') : new Date(first),
    delivery: attempts.some((attempt) => attempt['sendAttemptResult'] === 'SUCCESS') ? 'delivered' : 'undelivered',
    event: isText(signedPayload) ? { body: { signedPayload } } : () => Promise.resolve(undefined),
  };
}

/** @see https://developer.apple.com/documentation/appstoreserverapi/generating-json-web-tokens-for-api-requests */
async function tokenFor(bundleId: string, api: ListingApi): Promise<string> {
  const [key, iss, kid] = await Promise.all([api.key(), api.use(issuer), api.use(keyId)]);
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { iss, iat, exp: iat + TOKEN_SECONDS, aud: 'appstoreconnect-v1', bid: bundleId };
  return signedToken({ alg: 'ES256', kid, typ: 'JWT' }, JSON.stringify(claims), privateKeyOf(key));
}
