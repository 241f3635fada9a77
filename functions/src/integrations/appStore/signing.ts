import { isJsonObject, parseJson } from '../../core/event/json.ts';
import { signedToken } from '../../core/scheme/json-web-signature.ts';
import { privateKeyOf } from '../../core/scheme/keys.ts';
import { withSignedParts } from './nested.ts';

/** What a sample is signed with. */
export interface SigningKey {
  /** PKCS #8 in base64. */
  readonly key: string;
  /** Leaf, intermediate and root: DER in base64. */
  readonly x5c: readonly string[];
}

/**
 * The body that the App Store would send for a notification. A body that carries a signed notification is left as it is.
 * @param text The notification in JSON, with its transaction and its renewal decoded.
 * @param signing A {@link SigningKey} in JSON.
 */
export function signNotification(text: string, signing: string): string {
  const notification = parseJson(text);
  if (!isJsonObject(notification)) return JSON.stringify({ signedPayload: signed(text, signing) });
  if ('signedPayload' in notification) return text;
  const payload = withSignedParts(notification, (part) => signed(JSON.stringify(part), signing));
  return JSON.stringify({ signedPayload: signed(JSON.stringify(payload), signing) });
}

function signed(payload: string, signing: string): string {
  const { key, x5c } = signingKeyIn(signing);
  return signedToken({ alg: 'ES256', x5c }, payload, privateKeyOf(key));
}

/** @throws {TypeError} for any other text, such as the value that an operator configures. */
function signingKeyIn(text: string): SigningKey {
  const value = parseJson(text);
  const { key, x5c } = isJsonObject(value) ? value : {};
  const isChain = Array.isArray(x5c) && x5c.every((one) => typeof one === 'string');
  if (typeof key === 'string' && isChain) return { key, x5c };
  throw new TypeError('Only the App Store can sign for its certificates.');
}
