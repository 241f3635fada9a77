import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestOf, vectorsOf, type Vector } from '../../../../tests/vectors.ts';
import { IntegrationError } from '../../core/event/errors.ts';
import { isFactual } from '../../core/integration/facts.ts';
import { proverOf } from '../../core/scheme/prove.ts';
import type { HttpReply, Integration } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { NOW, type Kit } from './kit.ts';
import type { Traits } from './traits.ts';

/** Any request at all gets the verdict of the official verifier, and nothing but a typed error leaves `verify`. */
export function verdicts<Native>(kit: Kit<Native>, { official, vectors: files }: Traits): void {
  const { integration } = kit;

  describe('any request at all', () => {
    it('nothing but a typed error leaves verify, and what we accept the official verifier accepts', async () => {
      const property = fc.asyncProperty(mutations(kit.request()), async (request) => {
        const outcome = await kit.attempt(request);
        if ('error' in outcome) {
          expect(isOverruled(kit, request, outcome.error)).toBe(false);
        } else {
          expect(isProved(kit, request)).toBe(true);
        }
        const isJudged = 'verified' in outcome || (isVerifiedByCode(integration) && isProved(kit, request));
        if (official !== undefined && isJudged) {
          expect(await official(request, kit.secret.configured, NOW)).toBe(true);
        }
      });
      await fc.assert(property, { numRuns: 200 });
    }, 180_000);
  });

  for (const file of files) {
    const vectors = vectorsOf(file);
    describe.skipIf(vectors === undefined)(`the cases of ${file}, by the official verifier's verdict`, () => {
      it.each([...(vectors ?? [])])('$name: $verdict', async (vector) => {
        const request = requestOf(vector);
        if (integration.needsVerifyToken === 'to register' && vector.kind === 'handshake') {
          // The case names the verify token where others name the secret.
          const settings = { toleranceSeconds: 0, verifyToken: vector.secrets[0] };
          const reply = await integration.handshake?.(request, [], vector.now, settings);
          expect(reply?.status === 200).toBe(vector.verdict === 'accept');
          return;
        }
        const reply = vector.kind === 'handshake' ? await greeted(integration, request, vector) : undefined;
        // The answer counts if the case says what it has to be. Any other one that is refused must not become an event.
        if (reply !== undefined && (vector.reply !== undefined || vector.verdict === 'accept')) {
          expect(reply.status < 300).toBe((vector.reply?.status ?? 200) < 300);
          return;
        }
        const outcome = await kit.attempt(request, vector.secrets, vector.now);
        const accepted = 'verified' in outcome;
        if (vector.verdict === 'accept') expect(outcome).toHaveProperty('verified');
        else if (vector.verdict === 'refuse') expect(outcome).toHaveProperty('error');
        else if (vector.verdict === 'accept-or-bad-request' && !accepted)
          expect(outcome.error.code).toBe(`${integration.provider}/bad-webhook-request`);
        if ('error' in outcome) expect(isOverruled(kit, request, outcome.error, vector)).toBe(false);
        if (vector.verdict === 'refuse' && isVerifiedByCode(integration)) {
          expect(isProved(kit, request, vector)).toBe(false);
        }
      });
    });
  }
}

/**
 * Whether the SDK refused what the scheme had proved, in an integration that asks both. They have to agree: the scheme
 * is what the documents say and the samples are signed with.
 */
function isOverruled<Native>(
  kit: Kit<Native>,
  request: RawWebhook,
  { code }: IntegrationError,
  vector?: Pick<Vector, 'secrets' | 'now'>,
): boolean {
  const { integration } = kit;
  if (!isFactual(integration) || integration.verifiedBy === undefined || !code.endsWith('/bad-signature')) return false;
  // SDKs differ on an empty body, which the way in refuses before either of them is asked.
  return request.rawBody.byteLength > 0 && isProved(kit, request, vector);
}

/** Whether the integration verifies by its own code. Its scheme proves samples, and never more than the official verifier. */
function isVerifiedByCode<Native>(integration: Integration<Native>): boolean {
  return isFactual(integration) && integration.verifies !== undefined;
}

/** Whether the scheme by itself proves a request; true if the integration tells no scheme. */
function isProved<Native>(
  { integration, secret }: Kit<Native>,
  request: RawWebhook,
  { secrets, now }: Pick<Vector, 'secrets' | 'now'> = { secrets: [secret.configured], now: NOW },
): boolean {
  if (!isFactual(integration)) return true;
  const { provider, scheme, toleranceSeconds: window = 0 } = integration;
  try {
    proverOf(scheme)({ provider, request, secrets, now, window });
    return true;
  } catch (error) {
    if (IntegrationError.is(error)) return false;
    throw error;
  }
}

/** Requests that differ from a good one in their headers, their body or both. */
function mutations(base: RawWebhook): fc.Arbitrary<RawWebhook> {
  const names = Object.keys(base.headers);
  const header = fc.record({
    name: fc.constantFrom(...names),
    value: fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant(undefined)),
  });
  const edit = fc.record({
    at: fc.nat(base.rawBody.byteLength),
    cut: fc.nat(3),
    insert: fc.uint8Array({ maxLength: 3 }),
  });
  return fc
    .record({ headers: fc.array(header, { maxLength: 2 }), edits: fc.array(edit, { maxLength: 2 }) })
    .map(({ headers, edits }) => ({
      ...base,
      headers: { ...base.headers, ...Object.fromEntries(headers.map(({ name, value }) => [name, value])) },
      rawBody: edits.reduce(
        (body, { at, cut, insert }) => Buffer.concat([body.subarray(0, at), insert, body.subarray(at + cut)]),
        Buffer.from(base.rawBody),
      ),
    }));
}

/** The answer to a handshake; undefined if the request is not one, or is refused. */
async function greeted<Native>(
  integration: Integration<Native>,
  request: RawWebhook,
  { secrets, now }: Vector,
): Promise<HttpReply | undefined> {
  const settings = { toleranceSeconds: integration.toleranceSeconds ?? 0, verifyToken: undefined };
  try {
    return await integration.handshake?.(request, secrets, now, settings);
  } catch {
    return undefined;
  }
}
