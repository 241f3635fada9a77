import {
  flag,
  oneOf,
  options,
  requireRules,
  text,
  type Fault,
  type Rule,
  type Rules,
} from '../options/option-rules.ts';
import { isJsonObject } from '../event/json.ts';
import type {
  Credential,
  Custom,
  Either,
  Encoding,
  HeaderForms,
  Hmac,
  PublicKeySignature,
  SignedTime,
  Token,
  TokenAlgorithm,
} from './scheme.ts';

const ANY_TEXT = text(/^/, 'a text');
const SOME_TEXT = text(/./s, 'a text that is not empty');
const NUMBER: Rule<number> = { allows: (value) => typeof value === 'number', allowed: 'a number' };
const FUNCTION: Rule<(...args: never[]) => unknown> = { allows: isFunction, allowed: 'a function' };
const HEADERS: Rule<HeaderForms> = { allows: areTexts, allowed: "an object such as { 'x-signature': '{signature}' }" };
const TEXTS: Rule<readonly string[]> = { allows: isListOfTexts, allowed: 'a list of texts' };
const ENCODING = oneOf<Encoding>(['hex', 'hex:any-case', 'base64', 'base64:decoded', 'base64url']);
const ALGORITHMS: readonly TokenAlgorithm[] = ['HS256', 'HS384', 'HS512', 'ES256', 'RS256'];
const URL_RULE = text(/^https:\/\//, 'an https URL');
const POINTER: Rule<`/${string}`> = { allows: isPointer, allowed: 'a JSON pointer into the body, like "/sent_at"' };

const ID_PLACE: Rule<'{id}' | `/${string}`> = {
  allows: (value) => value === '{id}' || isPointer(value),
  allowed: 'the gap {id} of a header, or a JSON pointer into the body, like "/token"',
};

/** The rules of what a kind of scheme holds; nested values have their own rules. */
type SchemeRules<Kind> = { readonly [Name in keyof Kind]-?: Rule<unknown> };

const HMAC: SchemeRules<Hmac> = {
  kind: ANY_TEXT,
  headers: HEADERS,
  signs: SOME_TEXT,
  hash: oneOf(['sha1', 'sha256', 'sha384', 'sha512']),
  encoding: ENCODING,
  key: oneOf(['text', 'nfkd', 'hex', 'base64', 'whsec']),
  time: options,
  respell: FUNCTION,
};

const PUBLIC_KEY: SchemeRules<PublicKeySignature> = {
  kind: ANY_TEXT,
  headers: HEADERS,
  signs: SOME_TEXT,
  key: oneOf(['ed25519', 'p256', 'rsa']),
  encoding: ENCODING,
  time: options,
  published: URL_RULE,
};

const TOKEN: SchemeRules<Token> = {
  kind: ANY_TEXT,
  headers: HEADERS,
  algorithms: { allows: areAlgorithms, allowed: `a list of ${ALGORITHMS.join(', ')}` },
  claims: { allows: areTexts, allowed: "an object such as { payload_hash: '{body|sha256}' }" },
  withoutBody: TEXTS,
  requires: TEXTS,
  leeway: NUMBER,
  window: NUMBER,
  ahead: NUMBER,
  lifetime: NUMBER,
  published: URL_RULE,
  keyExpires: SOME_TEXT,
};

const CREDENTIAL: SchemeRules<Credential> = { kind: ANY_TEXT, headers: HEADERS };

const CUSTOM: SchemeRules<Custom> = {
  kind: ANY_TEXT,
  headers: HEADERS,
  says: SOME_TEXT,
  covers: TEXTS,
  time: options,
  id: ID_PLACE,
  isAscii: flag,
  verifies: FUNCTION,
  signs: FUNCTION,
  signsInBody: FUNCTION,
};

const EITHER: SchemeRules<Either> = {
  kind: ANY_TEXT,
  isFirstDecisive: flag,
  schemes: {
    allows: (value): value is unknown => Array.isArray(value) && value.length > 1,
    allowed: 'a list of at least two schemes',
  },
};

const TIME: Rules<SignedTime> = {
  unit: oneOf(['seconds', 'milliseconds', 'unix', 'rfc3339', 'utc']),
  window: NUMBER,
  ahead: NUMBER,
  at: POINTER,
};

const KINDS: ReadonlyMap<unknown, SchemeRules<object>> = new Map<unknown, SchemeRules<object>>([
  ['hmac', HMAC],
  ['publicKey', PUBLIC_KEY],
  ['jwt', TOKEN],
  ['credential', CREDENTIAL],
  ['custom', CUSTOM],
  ['either', EITHER],
]);

/**
 * Refuses what is not a scheme: an unknown kind, the name of an option that there is not, a value that it cannot have.
 * What a sound scheme cannot do is for `faults.ts`.
 */
export function requireScheme(scheme: object, fault: Fault): void {
  const kind = 'kind' in scheme ? scheme.kind : undefined;
  const rules = KINDS.get(kind);
  if (rules === undefined)
    throw fault(
      'it must be made by one of hmac, ed25519, ecdsa, rsa, jwt, credential, standardWebhooks, either and custom',
    );
  requireRules<object>(scheme, rules, fault);
  if ('time' in scheme) requireRules<SignedTime>(scheme.time, TIME, (sentence) => fault(`time: ${sentence}`));
  if (!('schemes' in scheme) || !Array.isArray(scheme.schemes)) return;
  for (const one of scheme.schemes) {
    if (!isJsonObject(one)) throw fault('each of its schemes must be one');
    requireScheme(one, fault);
  }
}

function isFunction(value: unknown): value is (...args: never[]) => unknown {
  return typeof value === 'function';
}

function areTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isJsonObject(value) && Object.values(value).every((one) => typeof one === 'string');
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function areAlgorithms(value: unknown): value is readonly TokenAlgorithm[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => ALGORITHMS.some((known) => known === one));
}

function isPointer(value: unknown): value is `/${string}` {
  return typeof value === 'string' && value.startsWith('/');
}
