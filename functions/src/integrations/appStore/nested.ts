import { isJsonObject } from '../../core/event/json.ts';
import { parseToken } from '../../core/scheme/json-web-signature.ts';

/** What Apple signs by itself inside a notification, and what it is called once it is decoded. */
const SIGNED_PARTS: readonly (readonly [signed: string, decoded: string])[] = [
  ['signedTransactionInfo', 'transactionInfo'],
  ['signedRenewalInfo', 'renewalInfo'],
  ['signedAppTransactionInfo', 'appTransactionInfo'],
];

/** The parts of a notification that hold signed parts. */
const HOLDERS = ['data', 'appData'];

type Claims = Readonly<Record<string, unknown>>;

/**
 * Adds what the signed parts hold, decoded. The signature of the notification covers them. A part that cannot be decoded is
 * left as it is.
 */
export function withDecodedParts(notification: Claims): Claims {
  return changedParts(notification, (part) => {
    const decoded = SIGNED_PARTS.flatMap(([from, to]) => {
      const text = part[from];
      const claims = typeof text === 'string' ? parseToken(text)?.claims : undefined;
      return claims === undefined ? [] : [[to, claims] as const];
    });
    return { ...part, ...Object.fromEntries(decoded) };
  });
}

/** The inverse, for samples: decoded parts are signed, and are not sent themselves. */
export function withSignedParts(notification: Claims, sign: (part: object) => string): Claims {
  return changedParts(notification, (part) => {
    const signed = SIGNED_PARTS.flatMap(([to, from]) => (isJsonObject(part[from]) ? [[to, sign(part[from])]] : []));
    const sent = Object.entries(part).filter(([name]) => SIGNED_PARTS.every(([, decoded]) => decoded !== name));
    return Object.fromEntries([...sent, ...signed]);
  });
}

function changedParts(notification: Claims, change: (part: Claims) => Claims): Claims {
  const changed = HOLDERS.flatMap((name) => {
    const part = notification[name];
    return isJsonObject(part) ? [[name, change(part)]] : [];
  });
  return { ...notification, ...Object.fromEntries(changed) };
}
