import type { RawWebhook } from '../scheme/raw-webhook.ts';
import type { Check, Proof } from '../scheme/proof.ts';
import type { Scheme } from '../scheme/scheme.ts';
import type { HttpReply, Integration, Verified } from './integration.ts';
import type { ProviderKind } from './kinds.ts';
import type { EventPlaces } from './places.ts';
import type { Described, Recognition, Sorted } from './recognition.ts';

/**
 * The facts of one provider: how it proves its requests, and where its events hold things. Either the scheme proves a
 * request, or the provider's own code verifies and reads it.
 */
export type ProviderFacts<Native> = CommonFacts<Native> & (ProvenByScheme<Native> | VerifiedByCode<Native>);

interface CommonFacts<Native> extends Partial<
  Pick<
    Integration<Native>,
    | 'methods'
    | 'contentTypes'
    | 'maxBytes'
    | 'ack'
    | 'badSignature'
    | 'remark'
    | 'needsVerifyToken'
    | 'needsRegistration'
    | 'accountKeys'
    | 'signsWithSecretKey'
    | 'answerWithinSeconds'
    | 'keyLookup'
  >
> {
  /** camelCase, the folder's name; names topic, functions and variables. */
  readonly provider: string;
  /** By which the table of integrations is sorted. Default: `generic`. */
  readonly kind?: ProviderKind;
  /**
   * Why the tests do not compare ours with the official verifier, for that table: `` `acme-sdk` takes 80 MB to load ``. Leave
   * it out if the provider publishes no verifier, or if the tests import it.
   */
  readonly unusedVerifier?: string;
  readonly scheme: Scheme;
  readonly places: EventPlaces<Native>;
  /** The form of the secrets that the provider makes. Default: any that the scheme can use. */
  readonly secret?: SecretFacts;
  /**
   * Answers the provider's own handshake; undefined for an ordinary delivery. It runs before the request is proved: if the
   * provider signs its handshakes, call `door.prove()` first. An error refuses the request.
   */
  readonly handshake?: (request: RawWebhook, door: Door) => HttpReply | undefined;
}

/** The scheme proves every request; what follows runs before or after it. */
interface ProvenByScheme<Native> {
  /**
   * Lets the provider's official SDK verify as well. It runs after the scheme has proved the request, so that nobody can
   * make us decode a body without having signed it. False or an error refuses the request. It must not read the
   * clock or call the provider.
   */
  readonly verifiedBy?: (request: ProvenRequest, secret: string) => boolean | Promise<boolean>;
  /**
   * Reads the events of an authentic body, if the body is not plain JSON or if the SDK must parse it. It runs after the
   * request is proved, and must be pure. To refuse the body, it throws an `IntegrationError` `bad-webhook-request`.
   */
  readonly reads?: (
    request: RawWebhook,
    recognition: Recognition<Native>,
  ) => Reading<Native> | Promise<Reading<Native>>;
  /**
   * Why a request is refused before anything is hashed, as half a sentence: `only the first …`. It sees requests that nothing
   * has proved: it must be cheap and must not parse the body. A request without a signature is refused for that instead.
   */
  readonly refuses?: (request: RawWebhook) => string | undefined;
  readonly verifies?: undefined;
}

/** For a signature that covers different parts of different requests, so that reading a request is part of proving it. */
interface VerifiedByCode<Native> {
  /**
   * Verifies and reads a request, in place of the scheme. It runs on requests that nothing has proved, with the rules of
   * `Integration.verify`. The scheme describes the signature for documents and doctor, and signs the samples. The
   * conformance suite checks that the scheme proves the samples, and nothing that the official verifier refuses.
   * @throws {IntegrationError} `bad-signature` or `bad-webhook-request`
   */
  readonly verifies: (check: Check, recognition: Recognition<Native>) => Verified<Native> | Promise<Verified<Native>>;
  readonly verifiedBy?: undefined;
  readonly reads?: undefined;
  readonly refuses?: undefined;
}

/** What a body holds. */
export interface Reading<Native> extends Sorted<Native> {
  /** Id of the one object, if it is in the body and the object is not an event that we know. */
  readonly signedId?: string;
}

export interface SecretFacts {
  readonly form?: RegExp;
  /** What is wrong with any other, as half a sentence that says where the right one is: `is not …: copy it from …`. */
  readonly fault: string;
}

/** A request that the scheme has proved, for the SDK. */
export interface ProvenRequest extends Proof {
  readonly method: string;
  /** A header as text; empty if it is absent. */
  readonly header: (name: string) => string;
  /** The body. */
  readonly text: string;
  readonly now: Date;
  readonly toleranceSeconds: number;
}

/** What a handshake may use. */
export interface Door {
  /** What the provider repeats in an unsigned challenge. Never accepted as a key. */
  readonly verifyToken: string | undefined;
  /** The configured secrets, newest first, for a challenge that is answered with one of them. */
  readonly secrets: readonly string[];
  /** Proves that the handshake is signed like a delivery. @returns the secret that verifies it. @throws {IntegrationError} */
  readonly prove: () => string;
}

/** An integration that can tell the facts it was made of. */
export interface FactualIntegration<Native>
  extends Integration<Native>, Pick<CommonFacts<Native>, 'kind' | 'unusedVerifier'> {
  readonly scheme: Scheme;
  readonly places: EventPlaces<Native>;
  readonly verifiedBy?: ProviderFacts<Native>['verifiedBy'];
  readonly verifies?: ProviderFacts<Native>['verifies'];
  /**
   * Reads and describes a request that needs no proof, because the provider's own API lists it. The events are described
   * as those of a verified request, so that both are one to the ledger.
   * @param signed What the signature of the request covered.
   */
  receive(
    request: RawWebhook,
    signed?: Pick<Proof, 'signedId' | 'signedAt'>,
  ): readonly Described<Native>[] | Promise<readonly Described<Native>[]>;
}

/** Whether an integration was made from facts, so that it can tell them. */
export function isFactual<Native>(integration: Integration<Native>): integration is FactualIntegration<Native> {
  return 'scheme' in integration && 'places' in integration;
}
