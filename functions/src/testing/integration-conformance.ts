import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestOf, vectorsOf } from '../../../tests/vectors.ts';
import { IntegrationError } from '../core/event/errors.ts';
import { isJsonObject } from '../core/event/json.ts';
import type { Integration, Verified } from '../core/integration/integration.ts';
import type { RawWebhook } from '../core/scheme/raw-webhook.ts';
import { describeAll, descriptionOf } from '../core/ingest/recognition.ts';
import { requireAcceptable } from '../core/ingest/acceptance.ts';
import type { SampleRequest, Samples } from '../core/integration/samples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const URL_AT_PROVIDER = 'https://webhooks.example.com/hook';

export interface ConformanceOptions {
  /** Files of cases with the official verifier's verdict. */
  readonly vectors: readonly string[];
  /** False for schemes that prove the sender but not the body (static credentials). */
  readonly signsBody?: boolean;
  /** False where the URL or nothing but a batch's first element is covered: bytes that no signature covers are not changed. */
  readonly signsWholeBody?: boolean;
  /** Why the integration refuses a signed object that is no event it knows: a rule of the provider's. Default: it keeps the object. */
  readonly refusesUnknown?: string;
  /** How a request carries several events. */
  readonly batch?: BatchFormat;
  /** True where the official verifier decodes the signature leniently, so that what follows it is ignored. */
  readonly ignoresSignaturePadding?: boolean;
  /** The official verifier's own verdict, where there is one. Ours may refuse more, never less. */
  readonly official?: (request: RawWebhook, secret: string, now: Date) => boolean | Promise<boolean>;
}

export interface BatchFormat {
  /** A type whose samples come in this form. */
  readonly type: string;
  /** The events of a sample's body. */
  open(body: unknown): readonly unknown[];
  /** The body that carries these. */
  close(events: readonly unknown[], body: unknown): unknown;
}

type Outcome<Native> = { readonly verified: Verified<Native> } | { readonly error: IntegrationError };

/**
 * The suite that every integration runs: it proves that authentic requests get in, that nothing else does,
 * and that nothing but a typed error ever leaves `verify`.
 */
export function integrationConformance<Native>(
  integration: Integration<Native>,
  samples: Samples,
  options: ConformanceOptions,
): void {
  const kit = new Kit(integration, samples);
  const [firstType = ''] = samples.types;

  describe(`${integration.provider} conforms`, () => {
    describe('authentic requests', () => {
      it.each([...samples.types])('a signed sample of %s is accepted and described', async (type) => {
        const { verified, request } = await kit.accepted({ type });
        for (const { native } of verified.events) {
          const about = descriptionOf(integration, native, request);
          expect(about.id).not.toBe('');
          expect(about.type).toBe(type);
          expect(about.time.getTime()).not.toBeNaN();
          expect(about.source).toMatch(/^\/\//);
        }
        expect(verified.events.length).toBeGreaterThan(0);
      });

      it('samples of different ids are different events', async () => {
        const ids = await Promise.all(
          ['1', '2'].map(async (id) => {
            const { verified, request } = await kit.accepted({ type: firstType, id });
            return kit.ids(verified, request);
          }),
        );
        expect(new Set(ids.flat()).size).toBe(ids.flat().length);
      });

      it('the same request is described with the same id again, so that a repeat is recognised', async () => {
        const sample = kit.request({ type: firstType });
        const first = await kit.mustAccept(sample);
        const second = await kit.mustAccept(sample);
        expect(kit.ids(second, sample)).toEqual(kit.ids(first, sample));
      });

      it.each(['old first', 'new first'])('while a secret is rotated both are accepted, the %s', async (order) => {
        const other = samples.makeSecret().configured;
        const secrets = order === 'old first' ? [other, kit.secret.configured] : [kit.secret.configured, other];
        const { verified } = await kit.accepted({ type: firstType }, secrets);
        expect(verified.secret).toBe(secrets.indexOf(kit.secret.configured));
      });
    });

    it('the public URL has to be known if and only if the integration says that it is signed', async () => {
      const outcome = await kit.attempt({ ...kit.request({ type: firstType }), publicUrls: [] });
      expect('error' in outcome ? outcome.error.code : 'accepted').toBe(
        integration.signsUrl === true ? `${integration.provider}/bad-config` : 'accepted',
      );
    });

    describe('forged requests', () => {
      it('a request signed with another secret is refused', async () => {
        await kit.expectRefused(kit.request({ type: firstType }), ['bad-signature'], [samples.makeSecret().configured]);
      });

      it('a request is refused when no secret is configured, or a blank one', async () => {
        for (const secrets of [[], [''], [' ']]) {
          await kit.expectRefused(kit.request({ type: firstType }), ['bad-signature'], secrets);
        }
      });

      it.runIf(options.signsBody !== false).each(['first', 'middle', 'last'])(
        'a body whose %s byte was changed is refused',
        async (place) => {
          const request = kit.request({ type: firstType });
          const body = Buffer.from(request.rawBody);
          const end = options.signsWholeBody === false ? Math.min(body.length, 20) : body.length;
          const index = { first: 0, middle: end >> 1, last: end - 1 }[place] ?? 0;
          body[index] = (body[index] ?? 0) ^ 1;
          await kit.expectRefused({ ...request, rawBody: body });
        },
      );

      it.runIf(options.ignoresSignaturePadding !== true && integration.signatureHeader !== undefined)(
        'a signature header with a character behind it is refused',
        async () => {
          const name = integration.signatureHeader ?? '';
          const request = kit.request({ type: firstType });
          await kit.expectRefused({
            ...request,
            headers: { ...request.headers, [name]: `${String(request.headers[name])}A` },
          });
        },
      );

      it.runIf(integration.signatureHeader !== undefined).each([
        ['truncated', (value: string) => value.slice(0, -4)],
        ['emptied', () => ''],
        ['of characters beyond ASCII', (value: string) => 'é'.repeat(value.length)],
        ['of 64 kB', () => 'a'.repeat(65_536)],
        ['that is only punctuation', () => ',=,;=,'],
      ])('a signature header %s is refused', async (_what, change) => {
        const name = integration.signatureHeader ?? '';
        const request = kit.request({ type: firstType });
        const headers = { ...request.headers, [name]: change(String(request.headers[name])) };
        await kit.expectRefused({ ...request, headers });
      });

      it('a request without one of the headers that sign it is refused', async () => {
        const request = kit.request({ type: firstType });
        const required: string[] = [];
        for (const name of Object.keys(request.headers)) {
          const { [name]: _left, ...headers } = request.headers;
          if ('error' in (await kit.attempt({ ...request, headers }))) required.push(name);
        }
        if (integration.signatureHeader !== undefined) expect(required).toContain(integration.signatureHeader);
      });
    });

    describe.runIf(integration.toleranceSeconds !== undefined)('the time window', () => {
      const tolerance = integration.toleranceSeconds ?? 0;
      it.each([-tolerance, 0, tolerance])('a request signed %i s from now is accepted', async (offset) => {
        await kit.accepted({ type: firstType, offset });
      });
      it.each([-tolerance - 1, tolerance + 1, 86_400, -86_400])(
        'a request signed %i s from now is refused',
        async (offset) => {
          await kit.expectRefused(kit.request({ type: firstType, offset }), ['bad-signature']);
        },
      );
    });

    describe('unusable bodies, signed or not', () => {
      const sample = () => kit.body(firstType);
      it.each([
        ['empty', () => Buffer.alloc(0)],
        ['of text that is no JSON', () => Buffer.from('} I am not JSON {')],
        ['of JSON null', () => Buffer.from('null')],
        ['of an empty list', () => Buffer.from('[]')],
        ['of a list of no objects', () => Buffer.from('[null, 1, "event"]')],
        ['of a number', () => Buffer.from('42')],
        ['that begins with a byte order mark', () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), sample()])],
        [
          'of bytes that are not UTF-8',
          () => Buffer.concat([sample().subarray(0, 10), Buffer.from([0xff]), sample().subarray(10)]),
        ],
        ['that is compressed', () => gzipSync(sample())],
        ['nested 100,000 deep', () => Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))],
      ])('a signed body %s is refused with a typed error', async (_what, body) => {
        await kit.expectRefused(kit.request({ type: firstType, body: body() }));
      });

      it('a body over the limit is refused before it is hashed', () => {
        const request = { ...kit.request({ type: firstType }), rawBody: Buffer.alloc(integration.maxBytes + 1) };
        expect(() => requireAcceptable(integration, request, integration.maxBytes)).toThrow(
          expect.objectContaining({ code: `${integration.provider}/payload-too-large`, status: 413 }),
        );
      });

      it('a method that the provider does not use is refused', () => {
        const request = { ...kit.request({ type: firstType }), method: 'DELETE' };
        expect(() => requireAcceptable(integration, request, integration.maxBytes)).toThrow(
          expect.objectContaining({ code: `${integration.provider}/method-not-allowed`, status: 405 }),
        );
      });
    });

    describe('an authentic object that is no event we know', () => {
      const request = () => kit.request({ type: firstType, body: Buffer.from('{}') });

      it.runIf(options.refusesUnknown === undefined)('is accepted, and its envelope says what is unknown', async () => {
        const verified = await kit.mustAccept(request());
        const [described, ...others] = describeAll(integration, verified, request());
        expect(others).toHaveLength(0);
        expect(described?.about.unknown).not.toHaveLength(0);
        expect(described?.about.id).not.toBe('');
        expect(described?.about.time.getTime()).not.toBeNaN();
      });

      it.runIf(options.refusesUnknown !== undefined)(`is refused: ${options.refusesUnknown}`, async () => {
        await kit.expectRefused(request());
      });

      it.runIf(options.batch !== undefined)('costs none of the events beside it', async () => {
        const { type, open, close } = options.batch ?? { type: '', open: () => [], close: () => [] };
        const body: unknown = JSON.parse(kit.body(type).toString());
        const good = open(body);
        const [first] = good;
        const odd = [null, 7, 'text', [], {}, { unheard: 'of', id: 820_982_911 }, ...omitEach(first)];
        const mixed = close([...odd, ...good], body);
        const request = kit.request({ type, body: Buffer.from(JSON.stringify(mixed)) });
        const verified = await kit.mustAccept(request);
        const all = describeAll(integration, verified, request);
        expect(all).toHaveLength(odd.length + good.length);
        const alone = kit.request({ type });
        const ids = kit.ids(await kit.mustAccept(alone), alone);
        expect(all.map(({ about }) => about.id)).toEqual(expect.arrayContaining([...ids]));
        for (const { about } of all) expect(about.time.toISOString()).toMatch(/^\d{4}-/);
      });
    });

    describe('any request at all', () => {
      it('nothing but a typed error leaves verify, and what we accept the official verifier accepts', async () => {
        const base = kit.request({ type: firstType });
        const property = fc.asyncProperty(mutations(base), async (request) => {
          const outcome = await kit.attempt(request);
          if ('error' in outcome || options.official === undefined) return;
          expect(await options.official(request, kit.secret.configured, NOW)).toBe(true);
        });
        await fc.assert(property, { numRuns: 200 });
      }, 180_000);
    });

    for (const file of options.vectors) {
      const vectors = vectorsOf(file);
      describe.skipIf(vectors === undefined)(`the cases of ${file}, by the official verifier's verdict`, () => {
        it.each([...(vectors ?? [])])('$name: $verdict', async (vector) => {
          const request = requestOf(vector);
          const outcome = await kit.attempt(request, vector.secrets, vector.now);
          const accepted = 'verified' in outcome;
          if (vector.verdict === 'accept') expect(outcome).toHaveProperty('verified');
          else if (vector.verdict === 'refuse') expect(outcome).toHaveProperty('error');
          else if (vector.verdict === 'accept-or-bad-request' && !accepted)
            expect(outcome.error.code).toBe(`${integration.provider}/bad-webhook-request`);
        });
      });
    }
  });
}

interface Wanted {
  readonly type: string;
  readonly id?: string;
  /** Seconds from now at which it is signed. */
  readonly offset?: number;
  readonly body?: Buffer;
}

/** Makes requests as the provider would, and runs them through the handshake and `verify`. */
class Kit<Native> {
  readonly secret;
  readonly #integration: Integration<Native>;
  readonly #samples: Samples;

  constructor(integration: Integration<Native>, samples: Samples) {
    this.#integration = integration;
    this.#samples = samples;
    this.secret = samples.makeSecret();
  }

  body(type: string, id = 'conformance-1', now = NOW): Buffer {
    return Buffer.from(this.#samples.sample(type, { id, now }));
  }

  request({ type, id = 'conformance-1', offset = 0, body }: Wanted): RawWebhook {
    const now = new Date(NOW.getTime() + offset * 1000);
    const bytes = body ?? this.body(type, id, now);
    const signed = this.#samples.request({
      body: bytes,
      type,
      id,
      signing: this.secret.signing,
      now,
      url: URL_AT_PROVIDER,
    });
    return rawWebhookOf(signed);
  }

  async attempt(
    request: RawWebhook,
    secrets: readonly string[] = [this.secret.configured],
    now = NOW,
  ): Promise<Outcome<Native>> {
    const limits = { toleranceSeconds: this.#integration.toleranceSeconds ?? 0 };
    try {
      return { verified: await this.#integration.verify(request, secrets, now, limits) };
    } catch (error) {
      if (!IntegrationError.is(error)) throw error;
      return { error };
    }
  }

  async mustAccept(request: RawWebhook, secrets?: readonly string[]): Promise<Verified<Native>> {
    const outcome = await this.attempt(request, secrets);
    if ('error' in outcome) throw outcome.error;
    return outcome.verified;
  }

  async accepted(
    wanted: Wanted,
    secrets?: readonly string[],
  ): Promise<{ verified: Verified<Native>; request: RawWebhook }> {
    const request = this.request(wanted);
    requireAcceptable(this.#integration, request, this.#integration.maxBytes);
    return { verified: await this.mustAccept(request, secrets), request };
  }

  ids(verified: Verified<Native>, request: RawWebhook): readonly string[] {
    return describeAll(this.#integration, verified, request).map(({ about }) => about.id);
  }

  async expectRefused(
    request: RawWebhook,
    names: readonly string[] = ['bad-signature', 'bad-webhook-request'],
    secrets?: readonly string[],
  ): Promise<void> {
    const outcome = await this.attempt(request, secrets);
    if ('verified' in outcome) throw new Error('The request was accepted.');
    expect(names.map((name) => `${this.#integration.provider}/${name}`)).toContain(outcome.error.code);
    expect(outcome.error.message).not.toContain(this.secret.configured);
  }
}

/** An event as often as it has fields, each time without another one of them. */
function omitEach(event: unknown): readonly unknown[] {
  if (!isJsonObject(event)) return [];
  const fields = Object.entries(event);
  return fields.map(([left]) => Object.fromEntries(fields.filter(([name]) => name !== left)));
}

/** A signed sample as a function receives it. */
export function rawWebhookOf(request: SampleRequest, receivedAt = NOW): RawWebhook {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    url: pathname + search,
    publicUrls: [request.url],
    headers: request.headers,
    rawBody: request.body,
    receivedAt,
  };
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
