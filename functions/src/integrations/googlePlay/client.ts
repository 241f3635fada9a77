import { badConfig } from '../../core/config/settings.ts';
import { AccessToken } from '../../core/logic/access-token.ts';
import { JsonApi } from '../../core/logic/json-api.ts';
import { service } from '../../core/logic/service.ts';
import type { ServiceSource } from '../../core/logic/token.ts';
import { keyedToken, ownToken, serviceAccountIn } from './access-token.ts';

/** What Google answers, whose fields are to be read with care. */
type Found = Readonly<Record<string, unknown>>;

/** A purchase, by what a notification says. */
export interface NamedPurchase {
  readonly packageName: string;
  readonly purchaseToken: string;
}

/** What handlers ask the Google Play Developer API. Both methods find nothing if Google no longer has the purchase. */
export interface GooglePlayPurchases {
  /** @see https://developers.google.com/android-publisher/api-ref/rest/v3/purchases.subscriptionsv2 */
  subscription(purchase: NamedPurchase, signal: AbortSignal): Promise<Found | undefined>;
  /** What was bought once. @see https://developers.google.com/android-publisher/api-ref/rest/v3/purchases.productsv2 */
  product(purchase: NamedPurchase, signal: AbortSignal): Promise<Found | undefined>;
}

const API = new URL('https://androidpublisher.googleapis.com');

/**
 * The Google Play Developer API, as the service account that the function runs as. If `GOOGLE_PLAY_API_KEY`, or the secret that
 * `GOOGLE_PLAY_API_KEY_NAME` names, holds the JSON key of another service account, requests are made as that one. On the local
 * host without a key, it asks the local stand-in for that API.
 * @throws {IntegrationError} `bad-config` if the variable holds something else.
 */
export const googlePlayPurchases = service<GooglePlayPurchases>('googlePlay', async (source) => {
  const local = await source.localApi('googlePlay');
  return local === undefined ? purchasesAt(API, await googlePlayToken.get(source)) : purchasesAt(local);
});

/** What authenticates requests to the Google Play Developer API. */
export const googlePlayToken = service<AccessToken>('googlePlayToken', tokenOf);

async function tokenOf({ apiKey, variable }: ServiceSource): Promise<AccessToken> {
  const isKeyed = ['GOOGLE_PLAY_API_KEY', 'GOOGLE_PLAY_API_KEY_NAME'].some((name) => variable(name) !== undefined);
  if (!isKeyed) return new AccessToken('googlePlay', ownToken());
  const account = serviceAccountIn(await apiKey('googlePlay'));
  if (account !== undefined) return new AccessToken('googlePlay', keyedToken(account));
  const fault = 'GOOGLE_PLAY_API_KEY must hold the key of a service account in JSON, as Google makes it.';
  throw badConfig('googlePlay', `${fault} If it is not set, the function's own account is used.`);
}

/** @param token What authenticates; the local stand-in asks for nothing. */
export function purchasesAt(url: URL, token?: AccessToken): GooglePlayPurchases {
  const headers = (signal: AbortSignal) => token?.headers(signal) ?? Promise.resolve({});
  const api = new JsonApi('googlePlay', { url, headers, ...(token && { refused: () => token.drop() }) });
  const get = async (kind: string, purchase: NamedPurchase, signal: AbortSignal) => {
    const path = pathOf(kind, purchase);
    return path === undefined ? undefined : api.get(path, signal);
  };
  return {
    subscription: (purchase, signal) => get('subscriptionsv2', purchase, signal),
    product: (purchase, signal) => get('productsv2', purchase, signal),
  };
}

/** What is in a pushed notification is signed by nobody: undefined if it would be another path. */
export function pathOf(kind: string, { packageName, purchaseToken }: NamedPurchase): `/${string}` | undefined {
  if (!/^\w+(?:\.\w+)+$/.test(packageName) || !/^[\w-][\w.-]*$/.test(purchaseToken)) return undefined;
  return `/androidpublisher/v3/applications/${packageName}/purchases/${kind}/tokens/${purchaseToken}`;
}
