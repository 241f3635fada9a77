import { isJsonObject, parseJson } from '../../core/event/json.ts';
import { custom } from '../../core/scheme/schemes.ts';
import { isSignedWith, parseToken, type ParsedToken } from '../../core/scheme/json-web-signature.ts';
import { appOf, type App } from './app.ts';
import { keyOfChain } from './certificates.ts';
import { signNotification } from './signing.ts';

/** Seconds that the App Store's clock may be ahead of ours. How old a notification may be is not limited: retries take days. */
const AHEAD_SECONDS = 300;

/**
 * The body is one JSON Web Signature, which brings its certificates along. They have to lead to Apple's root, and the
 * notification has to be about the configured app in the configured environment.
 * @see https://developer.apple.com/documentation/appstoreservernotifications/responsebodyv2
 */
export const scheme = /* @__PURE__ */ custom({
  headers: {},
  says: 'notification, ECDSA P-256 by a certificate that leads to Apple’s root',
  covers: ['body'],

  verifies({ text, now }, secret) {
    const app = appOf(secret);
    const notification = notificationIn(text);
    if (app === undefined || notification === undefined) return false;
    const { header, claims } = notification;
    const signedAt = signedDateOf(claims) ?? now;
    if (header['alg'] !== 'ES256' || signedAt.getTime() > now.getTime() + AHEAD_SECONDS * 1000) return false;
    return isAbout(app, claims) && isSigned(notification, app.root, signedAt);
  },

  signs: () => ({}),
  signsInBody: ({ text }, signing) => signNotification(text, signing),
});

/** The signed notification that a body carries; undefined if it carries none. */
export function notificationIn(text: string): ParsedToken | undefined {
  const body = parseJson(text);
  const signed = isJsonObject(body) ? body['signedPayload'] : undefined;
  return typeof signed === 'string' ? parseToken(signed) : undefined;
}

function signedDateOf({ signedDate }: ParsedToken['claims']): Date | undefined {
  return typeof signedDate === 'number' ? new Date(signedDate) : undefined;
}

function isSigned(notification: ParsedToken, root: string, at: Date): boolean {
  const key = keyOfChain(notification.header['x5c'], root, at);
  return key?.asymmetricKeyDetails?.namedCurve === 'prime256v1' && isSignedWith(key, notification);
}

/** Where a notification says what it is about; one of them. */
const SUBJECTS = ['data', 'summary', 'externalPurchaseToken', 'appData'] as const;

/** Compared exactly. In the sandbox, Apple leaves the Apple ID out. */
function isAbout({ bundleId, environment, appAppleId }: App, claims: ParsedToken['claims']): boolean {
  const subject = SUBJECTS.map((name) => claims[name]).find((value) => value !== undefined);
  if (!isJsonObject(subject) || subject['bundleId'] !== bundleId) return false;
  return environmentOf(subject) === environment && (appAppleId === undefined || subject['appAppleId'] === appAppleId);
}

/** A token of an external purchase names its environment in its id alone. */
function environmentOf({ environment, externalPurchaseId }: Record<string, unknown>): unknown {
  if (typeof externalPurchaseId !== 'string') return environment;
  return externalPurchaseId.startsWith('SANDBOX') ? 'Sandbox' : 'Production';
}
