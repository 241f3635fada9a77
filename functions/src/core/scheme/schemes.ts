import type {
  Credential,
  Custom,
  Either,
  HeaderForms,
  HeaderGap,
  Hmac,
  KeyForm,
  PublicKeySignature,
  SignedGap,
  SignedTime,
  SingleScheme,
  Token,
} from './scheme.ts';

/** The gaps in a template: `GapsIn<'{a}.{b}'>` is `'a' | 'b'`. */
type GapsIn<Text extends string> = Text extends `${string}{${infer Gap}}${infer Rest}` ? Gap | GapsIn<Rest> : never;

/** The template, or a sentence on what is wrong with it. The compiler prints the sentence. */
type SignedText<Text extends string> = string extends Text
  ? Text
  : [Exclude<GapsIn<Text>, SignedGap>] extends [never]
    ? [Extract<GapsIn<Text>, 'body' | `body|${string}`>] extends [never]
      ? `The signature has to cover the body: add {body} to "${Text}"`
      : Text
    : `A scheme signs no {${Exclude<GapsIn<Text>, SignedGap>}}`;

type HeaderText<Text extends string> = string extends Text
  ? Text
  : [Exclude<GapsIn<Text>, HeaderGap | 'secret|base64'>] extends [never]
    ? Text
    : `A header holds no {${Exclude<GapsIn<Text>, HeaderGap | 'secret|base64'>}}`;

type Headers<Forms extends HeaderForms> = { readonly [Name in keyof Forms]: HeaderText<Forms[Name]> };

interface WithTemplates<Forms extends HeaderForms, Text extends string> {
  /** By lower-case name, what each header holds: `{ 'x-acme-signature': 'sha256={signature}' }`. */
  readonly headers: Forms & Headers<Forms>;
  /** What is signed. Default: `{body}`. */
  readonly signs?: Text & SignedText<Text>;
}

type HmacOptions = Partial<Pick<Hmac, 'hash' | 'encoding' | 'key' | 'time' | 'respell'>>;

/**
 * HMAC-SHA256 in hex over the body, unless the options say otherwise.
 * @example
 * hmac({ headers: { 'acme-signature': 't={timestamp},v1={signature}' }, signs: '{timestamp}.{body}', time: seconds(300) })
 */
export function hmac<const Forms extends HeaderForms, const Text extends string = '{body}'>(
  options: WithTemplates<Forms, Text> & HmacOptions,
): Hmac {
  return { kind: 'hmac', hash: 'sha256', encoding: 'hex', key: 'text', signs: '{body}', ...options };
}

type PublicKeyOptions = Partial<Pick<PublicKeySignature, 'encoding' | 'time' | 'published'>>;

/** Ed25519 (RFC 8032). The signature is in base64, unless the options say otherwise. */
export function ed25519<const Forms extends HeaderForms, const Text extends string = '{body}'>(
  options: WithTemplates<Forms, Text> & PublicKeyOptions,
): PublicKeySignature {
  return { kind: 'publicKey', key: 'ed25519', encoding: 'base64', signs: '{body}', ...options };
}

/** ECDSA with SHA-256 over the curve P-256. The signature is DER in base64, unless the options say otherwise. */
export function ecdsa<const Forms extends HeaderForms, const Text extends string = '{body}'>(
  options: WithTemplates<Forms, Text> & PublicKeyOptions,
): PublicKeySignature {
  return { kind: 'publicKey', key: 'p256', encoding: 'base64', signs: '{body}', ...options };
}

/** RSA with SHA-256 (PKCS #1 v1.5). The signature is in base64, unless the options say otherwise. */
export function rsa<const Forms extends HeaderForms, const Text extends string = '{body}'>(
  options: WithTemplates<Forms, Text> & PublicKeyOptions,
): PublicKeySignature {
  return { kind: 'publicKey', key: 'rsa', encoding: 'base64', signs: '{body}', ...options };
}

/**
 * A JSON Web Token. What binds it to the body is a claim.
 * @example
 * jwt({ headers: { authorization: 'Bearer {token}' }, algorithms: ['HS256'], claims: { payload_hash: '{body|sha256}' } })
 */
export function jwt<const Forms extends HeaderForms>(
  options: Omit<Token, 'kind' | 'leeway' | 'headers'> &
    Partial<Pick<Token, 'leeway'>> & { readonly headers: Forms & Headers<Forms> },
): Token {
  return { kind: 'jwt', leeway: 0, ...options };
}

/**
 * A static credential, which proves the sender and not the body.
 * @example
 * credential({ authorization: 'Bearer {secret}' })
 * credential({ authorization: 'Basic {secret|base64}' }) // the secret is user:password
 */
export function credential<const Forms extends HeaderForms>(headers: Forms & Headers<Forms>): Credential {
  return { kind: 'credential', headers };
}

/**
 * Standard Webhooks, which Svix and all who send through it share.
 *
 * An id may contain dots, as in the specification's libraries, although `a.b` and `c` are signed like `a` and `b.c`.
 * Nobody gains by it. Both bodies would have to be JSON objects, but the second would begin inside a string of the first,
 * so one of them would have an odd number of quotes.
 * @param family The headers' prefix: `webhook`, or `svix`, which Svix used before there was a standard.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function standardWebhooks(family: 'webhook' | 'svix' = 'webhook', key: KeyForm = 'whsec'): Hmac {
  return {
    kind: 'hmac',
    headers: {
      [`${family}-id`]: '{id}',
      [`${family}-timestamp`]: '{timestamp}',
      [`${family}-signature`]: 'v1,{signature}* …',
    },
    signs: '{id}.{timestamp}.{body}',
    hash: 'sha256',
    encoding: 'base64',
    key,
    time: seconds(300),
  };
}

/** Whichever of these schemes a request carries the headers of. */
export function either(...schemes: readonly [SingleScheme, SingleScheme, ...SingleScheme[]]): Either {
  return { kind: 'either', schemes };
}

/**
 * The first of these schemes whose signature header is in the request. A good signature by one of the others does not
 * help, as in providers whose own verifier decides by the header that is there.
 */
export function firstPresent(...schemes: readonly [SingleScheme, SingleScheme, ...SingleScheme[]]): Either {
  return { kind: 'either', schemes, isFirstDecisive: true };
}

/** What this language cannot express: a provider's own canonical form. */
export function custom(options: Omit<Custom, 'kind'>): Custom {
  return { kind: 'custom', ...options };
}

/** A signed time by RFC 3339 in UTC, with a `Z`. @param window Seconds that it may differ from ours, on either side. */
export function utc(window: number, options: TimeOptions = {}): SignedTime {
  return { unit: 'utc', window, ...options };
}

type TimeOptions = Pick<SignedTime, 'ahead' | 'at'>;

/** A signed time in Unix seconds. @param window Seconds that it may differ from ours, on either side. */
export function seconds(window: number, options: TimeOptions = {}): SignedTime {
  return { unit: 'seconds', window, ...options };
}

/** A signed time in Unix milliseconds. @param window Seconds that it may differ from ours, on either side. */
export function milliseconds(window: number, options: TimeOptions = {}): SignedTime {
  return { unit: 'milliseconds', window, ...options };
}

/** A signed time in Unix seconds or milliseconds: the size shows which. @param window Seconds that it may differ from ours, on either side. */
export function unix(window: number, options: TimeOptions = {}): SignedTime {
  return { unit: 'unix', window, ...options };
}

/** A signed time by RFC 3339. @param window Seconds that it may differ from ours, on either side. */
export function rfc3339(window: number, options: TimeOptions = {}): SignedTime {
  return { unit: 'rfc3339', window, ...options };
}
