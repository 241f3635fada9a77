import type { TimeUnit } from './signed-time.ts';

/**
 * How a provider proves that a request is its own, as plain data. Nothing is verified here: `prove.ts` checks requests
 * against a scheme, `sign.ts` signs samples with it, `facts.ts` derives what the documents and the doctor say about it,
 * and `faults.ts` finds what the compiler cannot see. Providers and `instances` in the configuration use the same
 * values; `schemes.ts` makes them.
 */
export type Scheme = SingleScheme | Either;
export type SingleScheme = Hmac | PublicKeySignature | Token | Credential | Custom;

/**
 * The headers that take part, by lower-case name, and what each holds: a template with gaps.
 *
 * | form | the header holds |
 * | --- | --- |
 * | `'sha256={signature}'` | one value |
 * | `'t={timestamp},v1={signature}'` | exactly these items in this order |
 * | `'t={timestamp},v1={signature},…'` | these items, each once, in any order among others, which are ignored |
 * | `'t={timestamp},v1={signature}*,…'` | the same, with any number of signatures |
 * | `'t={timestamp}, v1={signature}…'` | these items first, with any spaces after the comma; what follows them is ignored |
 * | `'v1,{signature}* …'` | a list of such items, separated by spaces, among others, which are ignored |
 * | `'t={timestamp},v1={signature} …'` | groups of items, separated by spaces; one group proves the request |
 * | `'{any}'` | something: the header has to be there |
 * | `'2'` | exactly this text |
 */
export type HeaderForms = Readonly<Record<string, string>>;

/** What a header can hold. `key` is the id of the key that signed, `token` a JWT, `secret` the credential itself. */
export type HeaderGap = 'signature' | 'timestamp' | 'id' | 'nonce' | 'key' | 'token' | 'secret' | 'any';

/** What can be signed. A digest may stand for the part itself: `{body|sha256}` is its SHA-256 in lower-case hex. */
export type SignedGap = SignedPart | `${'body' | 'url'}|${Digest}`;
export type SignedPart = 'body' | 'url' | 'method' | 'timestamp' | 'id' | 'nonce' | `header:${string}`;
export type Digest = 'sha256' | 'sha256:any-case' | 'sha256:base64' | 'sha256:raw' | 'crc32';

/**
 * How a signature is written, compared letter by letter: `hex` in lower case, base64 with padding. `hex:any-case` and
 * `base64:decoded` compare the bytes, for a provider whose own verifier does.
 */
export type Encoding = 'hex' | 'hex:any-case' | 'base64' | 'base64:decoded' | 'base64url';

/** A time that the signature covers. A request outside the window, on either side, is refused. */
export interface SignedTime {
  readonly unit: TimeUnit;
  /** Seconds that it may differ from ours, on either side. */
  readonly window: number;
  /** Seconds that it may be ahead of ours, if that is less: retries can keep an old time, but no time is of the future. */
  readonly ahead?: number;
  /** A JSON pointer into the body, if the time is there and not in the gap `{timestamp}` of a header. */
  readonly at?: `/${string}`;
}

interface Signed {
  readonly headers: HeaderForms;
  /** What is signed, as a template that contains the body or its digest. */
  readonly signs: string;
  readonly encoding: Encoding;
  readonly time?: SignedTime;
}

/** How the key of an HMAC is written in the secret. `whsec` is base64 after an optional `whsec_`; `nfkd` is normalised text. */
export type KeyForm = 'text' | 'nfkd' | 'hex' | 'base64' | 'whsec';

/** A hash keyed with a secret that both sides know. */
export interface Hmac extends Signed {
  readonly kind: 'hmac';
  readonly hash: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  readonly key: KeyForm;
  /**
   * For a provider that signs another spelling of the body than it sends. Gets the body as Latin-1, one character per
   * byte, because nobody has verified it yet. Code only: configuration cannot hold it.
   */
  readonly respell?: (latin1: string) => string;
}

/**
 * A signature by a private key. The secret is the public one: PEM, SPKI in base64, a JSON Web Key, a set of those, or bare
 * Ed25519 bytes.
 */
export interface PublicKeySignature extends Signed {
  readonly kind: 'publicKey';
  readonly key: 'ed25519' | 'p256' | 'rsa';
  /** Where the provider publishes its keys. The header gap `{key}` says which of them signed, also of a set in the secret. */
  readonly published?: string;
}

export type TokenAlgorithm = 'HS256' | 'HS384' | 'HS512' | 'ES256' | 'RS256';

/** A JSON Web Token that vouches for the request by what it claims (RFC 7519). */
export interface Token {
  readonly kind: 'jwt';
  readonly headers: HeaderForms;
  readonly algorithms: readonly TokenAlgorithm[];
  /** Claims and what each has to equal, as a template: `{ iss: 'Acme', body_sha256: '{body|sha256}' }`. */
  readonly claims: Readonly<Record<string, string>>;
  /** Claims that may be missing from a request without a body. */
  readonly withoutBody?: readonly string[];
  /** Claims that have to be there, whatever they hold. */
  readonly requires?: readonly string[];
  /** Seconds that the clocks may differ where `exp`, `nbf` and `iat` are checked. */
  readonly leeway: number;
  /** Seconds that `iat` may differ from our time, on either side. Left out: `iat` may be missing and is only kept from the future. */
  readonly window?: number;
  /** Seconds that `iat` may be ahead of ours, if that is less than the window. */
  readonly ahead?: number;
  /** The longest time in seconds from `nbf` or `iat` to `exp`. */
  readonly lifetime?: number;
  readonly published?: string;
  /** The member of a JSON Web Key that says when the provider retired it, in Unix seconds: `expired_at`. */
  readonly keyExpires?: string;
}

/** A password that comes along: it proves who sent the request, not what. */
export interface Credential {
  readonly kind: 'credential';
  readonly headers: HeaderForms;
}

/** Whichever of several schemes the request carries the headers of. */
export interface Either {
  readonly kind: 'either';
  /** Whether the first scheme whose signature header is in the request decides, whatever the others would say. */
  readonly isFirstDecisive?: boolean;
  readonly schemes: readonly [SingleScheme, ...SingleScheme[]];
}

/** The escape hatch: a provider's own canonical form, which this language cannot express. Code only. */
export interface Custom {
  readonly kind: 'custom';
  readonly headers: HeaderForms;
  /** For people: `HMAC-SHA1 over the URL and the sorted form`. */
  readonly says: string;
  /**
   * What is signed: the whole body or URL, a header (also one that may be missing), a parameter of the query. A JSON pointer
   * stands for a part of each event, if the signature does not cover the whole body.
   */
  readonly covers: readonly ('body' | 'url' | `header:${string}` | `query:${string}` | `/${string}`)[];
  /** The signed time, in the gap `{timestamp}` of a header or in the body. Checked once a secret verifies the request. */
  readonly time?: SignedTime;
  /**
   * The id of the request that the signature covers: the gap `{id}` of a header, or a JSON pointer if the body holds it, such as
   * a token that is sent once.
   */
  readonly id?: '{id}' | `/${string}`;
  /** Whether the body is ASCII, as a form is. Another one is refused before it is decoded, which would take twice its bytes. */
  readonly isAscii?: boolean;
  /**
   * Whether this secret verifies the request. It runs once per configured secret, on requests that nothing has proved. It must
   * compare in constant time and must not read the clock or the network: `now` is the time. An error counts as false.
   */
  verifies(request: CustomRequest, secret: string): boolean;
  /** The headers that a provider with this secret would send. Runs for samples only, never on a request. */
  signs(request: Omit<CustomRequest, 'headers'>, secret: string): Readonly<Record<string, string>>;
  /** The body with its signature, if that is not in a header. Runs for samples only, never on a request. */
  signsInBody?(
    request: Pick<CustomRequest, 'text'> & { readonly id: string; readonly now: Date },
    secret: string,
  ): string;
}

export interface CustomRequest {
  readonly method: string;
  /** As registered at the provider. */
  readonly url: string;
  /** As received, without the question mark. */
  readonly query: string;
  /** Those of the scheme, and those that it covers; empty if absent. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly text: string;
  /** The body as it came: a text takes up to twice its memory. */
  readonly bytes: Uint8Array;
  /** When it arrived, or when a sample is signed. */
  readonly now: Date;
}
