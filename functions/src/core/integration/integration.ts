import type { PartialDescription } from '../event/platform-event.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import type { KeyLookup } from './key-lookup.ts';

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent unchanged; anything else as JSON. */
  readonly body?: unknown;
}

export interface VerifiedEvent<Native> {
  readonly native: Native;
  /** The bytes of the event as they were received, in JSON. Without them the event is printed again. */
  readonly json?: Uint8Array;
}

/** An authentic object that is not an event the integration knows. It is published as an event of type `unknown`. */
export interface UnknownObject {
  /** As it was received, in JSON. */
  readonly json: Uint8Array;
  /** What an event of the provider has, as half a sentence: `an id and a type`. */
  readonly needs: string;
}

export interface Verified<Native> {
  readonly events: readonly VerifiedEvent<Native>[];
  /** What else the request carries. */
  readonly unknown?: readonly UnknownObject[];
  /** Index of the secret that verified the request. */
  readonly secret: number;
  /** Id of the request, if the signature covers one: that of its one object. */
  readonly signedId?: string | undefined;
  /** When the request was signed, if the signature covers that time. */
  readonly signedAt?: Date | undefined;
}

/** Keys that are published as a JSON Web Key Set. */
export interface KeySource {
  readonly url: string;
  /** The id of the key that a request says it was signed with. */
  keyId(request: RawWebhook): string | undefined;
}

/** Limits of verification that an operator may change. */
export interface VerifyLimits {
  /** Seconds that a signed time may differ from ours, on either side. */
  readonly toleranceSeconds: number;
}

/** What a handshake may need beside the secrets. */
export interface HandshakeSettings extends VerifyLimits {
  /** What the provider repeats in an unsigned challenge, so that we answer its own only. Never accepted as a key. */
  readonly verifyToken: string | undefined;
}

/**
 * The adapter of one provider: only what differs from one to the next. The way of an event through
 * verification, envelope and publishing is written once, in `EventService`.
 */
export interface Integration<Native> {
  /** camelCase, the folder's name; names topic, functions and variables. */
  readonly provider: string;
  readonly methods: readonly string[];
  /** Accepted media types without parameters. Empty: any. */
  readonly contentTypes: readonly string[];
  /** Default limit of the body, in bytes. */
  readonly maxBytes: number;
  /** Default time window, in seconds. Left out if the provider signs no time. */
  readonly toleranceSeconds?: number;
  /** A secret is one value even where it contains commas (PEM keys, static credentials). */
  readonly wholeSecret?: boolean;
  /**
   * Says what is wrong with a configured secret, in half a sentence that must not quote it; undefined if it can work. Runs
   * before the secret is used, and in the doctor. Left out if the operator chooses the secret: well-known API keys are
   * refused in any case. Must not throw.
   */
  checkSecret?(secret: string): string | undefined;
  /** False if the scheme proves the sender and not the body: static credentials. Default: true. */
  readonly signsBody?: boolean;
  /** Whether a secret may look like the secret key of an API (`sk_live_…`): some providers sign with theirs. */
  readonly signsWithSecretKey?: boolean;
  /** Whether the signature covers the public URL, so that it has to be known: `publicUrls` of the request. */
  readonly signsUrl?: boolean;
  /** The request header that carries the signature; its absence is a `bad-webhook-request`. */
  readonly signatureHeader?: string;
  /**
   * Proves authenticity and reads the events. Runs for every request within the limits, before anything is logged about its
   * content or published. It must be pure: it must not read the clock, the environment or the network, and must compare
   * secrets in constant time. Any error refuses the whole request.
   * @throws {IntegrationError} `bad-signature` or `bad-webhook-request`; anything else is answered as a defect of ours.
   */
  verify(
    request: RawWebhook,
    secrets: readonly string[],
    now: Date,
    limits: VerifyLimits,
  ): Verified<Native> | Promise<Verified<Native>>;
  /**
   * Derives the envelope's attributes from one native event. Runs once per verified event. Core fills in an id or a time that
   * the provider left out. It must be pure: a retry of the provider must yield the same id. An error refuses the request.
   */
  describe(native: Native, request: RawWebhook): PartialDescription;
  /**
   * Answers the provider's own handshake (challenge, ping); undefined for an ordinary delivery. Runs before `verify`, on a
   * request that nothing has proved yet: if the provider signs its handshakes, it must verify the signature itself. It must
   * not reveal a secret. An error refuses the request.
   */
  handshake?(
    request: RawWebhook,
    secrets: readonly string[],
    now: Date,
    settings: HandshakeSettings,
  ): HttpReply | undefined | Promise<HttpReply | undefined>;
  /**
   * Whether the handshake needs a {@link HandshakeSettings.verifyToken}: without one the integration cannot work. `to
   * register` says that deliveries work without one, so that a function whose endpoint is registered need not keep it.
   */
  readonly needsVerifyToken?: boolean | 'to register';
  /**
   * Whether the provider sends its secret to the endpoint while the webhook is created, so that the handshake is answered
   * only while the operator has a registration open.
   */
  readonly needsRegistration?: boolean;
  /**
   * The answer to an accepted delivery, if the provider expects another one than our JSON. Runs once the events are stored.
   * It must not throw: the provider would send the events again.
   */
  ack?(events: readonly Native[]): HttpReply;
  /** The answer to a wrong signature, if the provider tries the endpoint with one and expects another than our 400. */
  readonly badSignature?: HttpReply;
  /**
   * A warning about an accepted event, logged once per instance for each distinct text. Runs before the events are
   * published. It must not throw, which refuses the request, nor contain personal data.
   */
  remark?(native: Native): string | undefined;
  /** Seconds that the provider waits for the answer: publishing ends before. Default: long enough for the usual deadline. */
  readonly answerWithinSeconds?: number;
  /** How the key is found that a request names, for a provider that gives its keys out one by one. */
  readonly keyLookup?: KeyLookup;
  /** Where the provider publishes its keys: core fetches and caches them, `verify` gets them as secrets. */
  readonly keySource?: KeySource;
  /**
   * Where the keys are published that sign for accounts: each configured secret names an account. Core fetches and caches
   * the keys; `verify` gets an account and a key, separated by a space, for each key that the request names.
   */
  readonly accountKeys?: KeySource;
}
