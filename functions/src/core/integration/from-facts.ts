import { IntegrationError } from '../event/errors.ts';
import { valueAt } from '../event/json-pointer.ts';
import { decodeUtf8, isJsonObject, parseJson } from '../event/json.ts';
import { factsOf, keyIdOf } from '../scheme/scheme-facts.ts';
import type { Proof } from '../scheme/proof.ts';
import { proverOf } from '../scheme/prove.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { badSignature, headerOf, notAnEvent, requireHeader, requireText, requireUtf8 } from '../scheme/verification.ts';
import type { FactualIntegration, ProviderFacts, ProvenRequest, Reading } from './facts.ts';
import { guardOf, sentenceOfNeeds } from './guard.ts';
import type { Verified } from './integration.ts';
import { describe } from './places.ts';
import { describeAll, readBatch, readOne, sortElements, type Recognition } from './recognition.ts';

const MIB = 1_048_576;

/**
 * Makes the integration of a provider from its facts. What the way in, the tests and the documents need to know follows
 * from the scheme and the places.
 * @throws {IntegrationError} `bad-config` that says what is wrong with facts that cannot work.
 */
export function integration<Native>(facts: ProviderFacts<Native>): FactualIntegration<Native> {
  const { provider, scheme, places, verifiedBy, verifies, handshake, secret: secrets } = facts;
  const derived = factsOf(scheme);
  const { signatureHeader, toleranceSeconds, published } = derived;
  const prove = proverOf(scheme);
  const recognition: Recognition<Native> = {
    provider,
    isEvent: guardOf(places),
    needs: sentenceOfNeeds(places),
  };
  const read = facts.reads ?? ((request) => readBody(recognition, places.list, request));
  /** What the requests in hand proved: their descriptions are asked for one by one. */
  const proofs = new WeakMap<RawWebhook, Proof>();
  const bodies = new WeakMap<RawWebhook, unknown>();

  const made: FactualIntegration<Native> = {
    provider,
    ...(facts.kind !== undefined && { kind: facts.kind }),
    ...(facts.unusedVerifier !== undefined && { unusedVerifier: facts.unusedVerifier }),
    scheme,
    places,
    methods: facts.methods ?? ['POST'],
    contentTypes: facts.contentTypes ?? ['application/json'],
    maxBytes: facts.maxBytes ?? MIB,
    wholeSecret: derived.wholeSecret,
    signsBody: derived.coversBody,
    signsUrl: derived.coversUrl,
    ...(signatureHeader !== undefined && { signatureHeader }),
    ...(toleranceSeconds !== undefined && { toleranceSeconds }),
    ...(facts.signsWithSecretKey !== undefined && { signsWithSecretKey: facts.signsWithSecretKey }),
    ...(published !== undefined && {
      keySource: { url: published, keyId: (request: RawWebhook) => keyIdOf(scheme, request) },
    }),
    ...(facts.accountKeys !== undefined && { accountKeys: facts.accountKeys }),
    ...(verifiedBy !== undefined && { verifiedBy }),
    ...(verifies !== undefined && { verifies }),
    ...(facts.answerWithinSeconds !== undefined && { answerWithinSeconds: facts.answerWithinSeconds }),
    ...(facts.needsRegistration !== undefined && { needsRegistration: facts.needsRegistration }),
    ...(facts.keyLookup !== undefined && { keyLookup: facts.keyLookup }),
    ...(facts.ack !== undefined && { ack: facts.ack }),
    ...(facts.badSignature !== undefined && { badSignature: facts.badSignature }),
    ...(facts.remark !== undefined && { remark: facts.remark }),

    checkSecret(secret) {
      const fault = derived.faultOfSecret(secret);
      if (secrets === undefined) return fault;
      return fault === undefined && (secrets.form?.test(secret) ?? true) ? undefined : secrets.fault;
    },

    verify(request, keys, now, { toleranceSeconds: window }) {
      const check = { provider, request, secrets: keys, now, window };
      if (verifies !== undefined) return verifies(check, recognition);
      const refused = facts.refuses?.(request);
      if (refused !== undefined) {
        // If the request is not signed at all, the error says that first.
        if (signatureHeader !== undefined) requireHeader(provider, request, signatureHeader);
        requireUtf8(provider, request);
        throw notAnEvent(provider, refused);
      }
      const proof = prove(check);
      const finish = (): Verified<Native> | Promise<Verified<Native>> => {
        proofs.set(request, proof);
        const reading = read(request, recognition);
        return reading instanceof Promise ? reading.then((one) => verified(one, proof)) : verified(reading, proof);
      };
      if (verifiedBy === undefined) return finish();
      const verdict = verdictOf(facts, proven(provider, request, proof, now, window), keys[proof.secret] ?? '');
      return verdict instanceof Promise ? verdict.then(finish) : finish();
    },

    receive(request, { signedId, signedAt } = {}) {
      const proof: Proof = { secret: 0, read: new Map(), ...(signedId && { signedId }), ...(signedAt && { signedAt }) };
      proofs.set(request, proof);
      const described = (reading: Reading<Native>) => describeAll(made, verified(reading, proof), request);
      const reading = read(request, recognition);
      return reading instanceof Promise ? reading.then(described) : described(reading);
    },

    describe(native, request) {
      const { signedAt, signedId } = proofs.get(request) ?? {};
      const body = () => {
        if (!bodies.has(request)) bodies.set(request, parseJson(decodeUtf8(request.rawBody) ?? ''));
        return bodies.get(request);
      };
      return describe(places, native, { provider, request, coverage: derived, body, signedAt, signedId });
    },

    ...(handshake !== undefined && {
      needsVerifyToken: facts.needsVerifyToken ?? false,
      handshake: (request, keys, now, { verifyToken, toleranceSeconds: window }) =>
        handshake(request, {
          verifyToken,
          secrets: keys,
          prove: () => keys[prove({ provider, request, secrets: keys, now, window }).secret] ?? '',
        }),
    }),
  };
  return made;
}

/** Reads the events of an authentic body, which is one object or holds a list of them. */
export function readBody<Native>(
  recognition: Recognition<Native>,
  list: string | undefined,
  request: Pick<RawWebhook, 'rawBody'>,
): Reading<Native> {
  if (list === '') return readBatch(recognition, request);
  if (list === undefined) return readOne(recognition, request);
  const body = parseJson(requireText(recognition.provider, request));
  const elements = valueAt(body, list);
  // Whatever else the provider sends is kept: many providers never retry a request that got a 4xx.
  return Array.isArray(elements) && elements.some(isJsonObject)
    ? sortElements(recognition, elements)
    : readOne(recognition, request);
}

function verified<Native>({ signedId: idInBody, ...sorted }: Reading<Native>, proof: Proof): Verified<Native> {
  const { secret, signedAt, signedId = idInBody } = proof;
  return { ...sorted, secret, signedAt, signedId };
}

function proven(
  provider: string,
  request: RawWebhook,
  proof: Proof,
  now: Date,
  toleranceSeconds: number,
): ProvenRequest {
  return {
    ...proof,
    method: request.method,
    header: (name) => headerOf(request, name) ?? '',
    text: requireText(provider, request),
    now,
    toleranceSeconds,
  };
}

/** @throws {IntegrationError} `bad-signature` if the SDK does not verify what the scheme has proved. */
function verdictOf<Native>(
  { provider, verifiedBy }: ProviderFacts<Native>,
  request: ProvenRequest,
  secret: string,
): void | Promise<void> {
  const refuse = (cause?: unknown) => badSignature(provider, cause === undefined ? undefined : { cause });
  const judge = (isVerified: boolean) => {
    if (!isVerified) throw refuse();
  };
  try {
    const verdict = verifiedBy?.(request, secret) ?? false;
    if (!(verdict instanceof Promise)) return judge(verdict);
    return verdict.catch((cause: unknown) => Promise.reject(refuse(cause))).then(judge);
  } catch (cause) {
    throw IntegrationError.is(cause) ? cause : refuse(cause);
  }
}
