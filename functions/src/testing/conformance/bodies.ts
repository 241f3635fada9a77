import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { requireAcceptable } from '../../core/ingest/acceptance.ts';
import { describeAll } from '../../core/integration/recognition.ts';
import type { Kit } from './kit.ts';
import type { BatchFormat, Traits } from './traits.ts';

/** Bodies that no event can be read from are refused; authentic objects of another form are kept. */
export function unusualBodies<Native>(kit: Kit<Native>, { refusesUnknown, keepsAnyText = false, batch }: Traits): void {
  const { integration } = kit;

  describe('unusable bodies, signed or not', () => {
    it.each([
      ['empty', () => Buffer.alloc(0)],
      ['that begins with a byte order mark', () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), kit.body()])],
      ['of bytes that are not UTF-8', () => inserted(kit.body(), 0xff)],
      ['that is compressed', () => gzipSync(kit.body())],
    ])('a signed body %s is refused with a typed error', async (_what, body) => {
      await kit.expectRefused(kit.request({ body: body() }));
    });

    it.each([
      ['of text that is not JSON', '} I am not JSON {'],
      ['of JSON null', 'null'],
      ['of an empty list', '[]'],
      ['of a list of no objects', '[null, 1, "event"]'],
      ['of a number', '42'],
      ['nested 100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000)],
    ])(`a signed body %s is ${keepsAnyText ? 'kept' : 'refused with a typed error'}`, async (_what, text) => {
      const request = kit.request({ body: Buffer.from(text) });
      if (!keepsAnyText) return kit.expectRefused(request);
      const { events, unknown = [] } = await kit.mustAccept(request);
      expect([events.length, unknown.length]).toEqual([0, 1]);
    });

    it('a body over the limit is refused before it is hashed', () => {
      const request = { ...kit.request(), rawBody: Buffer.alloc(integration.maxBytes + 1) };
      expect(() => requireAcceptable(integration, request, integration.maxBytes)).toThrow(
        expect.objectContaining({ code: `${integration.provider}/payload-too-large`, status: 413 }),
      );
    });

    it('a method that the provider does not use is refused', () => {
      const request = { ...kit.request(), method: 'DELETE' };
      expect(() => requireAcceptable(integration, request, integration.maxBytes)).toThrow(
        expect.objectContaining({ code: `${integration.provider}/method-not-allowed`, status: 405 }),
      );
    });
  });

  describe('an authentic object that is not an event we know', () => {
    const request = () => kit.request({ body: Buffer.from('{}') });

    it.runIf(refusesUnknown === undefined)('is accepted, and its envelope says what is unknown', async () => {
      const verified = await kit.mustAccept(request());
      const [described, ...others] = describeAll(integration, verified, request());
      expect(others).toHaveLength(0);
      expect(described?.about.unknown).not.toHaveLength(0);
      expect(described?.about.id).not.toBe('');
      expect(described?.about.time.getTime()).not.toBeNaN();
    });

    it.runIf(refusesUnknown !== undefined)(`is refused: ${refusesUnknown}`, async () => {
      await kit.expectRefused(request());
    });

    if (batch !== undefined) {
      it('costs none of the events beside it', () => mixedBatch(kit, batch));
    }
  });
}

async function mixedBatch<Native>(kit: Kit<Native>, { type, open, close }: BatchFormat): Promise<void> {
  const body: unknown = JSON.parse(kit.body(type).toString());
  const good = open(body);
  const [first] = good;
  const odd = [null, 7, 'text', [], {}, { unheard: 'of', id: 820_982_911 }, ...omitEach(first)];
  const mixed = close([...odd, ...good], body);
  const request = kit.request({ type, body: Buffer.from(JSON.stringify(mixed)) });
  const verified = await kit.mustAccept(request);
  const all = describeAll(kit.integration, verified, request);
  expect(all).toHaveLength(odd.length + good.length);
  const alone = kit.request({ type });
  const ids = kit.ids(await kit.mustAccept(alone), alone);
  expect(all.map(({ about }) => about.id)).toEqual(expect.arrayContaining([...ids]));
  for (const { about } of all) expect(about.time.toISOString()).toMatch(/^\d{4}-/);
}

/** An event as often as it has fields, each time without another one of them. */
function omitEach(event: unknown): readonly unknown[] {
  if (!isJsonObject(event)) return [];
  const fields = Object.entries(event);
  return fields.map(([left]) => Object.fromEntries(fields.filter(([name]) => name !== left)));
}

function inserted(body: Buffer, byte: number): Buffer {
  return Buffer.concat([body.subarray(0, 10), Buffer.from([byte]), body.subarray(10)]);
}
