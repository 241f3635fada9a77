import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { variablePrefixOf } from '../../functions/src/core/event/names.ts';
import { decodeEnvelope } from '../../functions/src/core/event/platform-event.ts';
import { EventService } from '../../functions/src/core/ingest/event-service.ts';
import { readSettings } from '../../functions/src/core/config/settings.ts';
import { catalog, type CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { rawWebhookOf } from '../../functions/src/testing/integration-conformance.ts';
import { memoryPorts } from '../../functions/src/testing/memory-ports.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');

const OCCURRED = new Date('2026-11-23T11:59:30.000Z');

/** What any field of an authentic body may contain, whatever the provider's documents promise. */
const ODD_VALUES = [undefined, null, '', 7, 820_982_911_946_154_500, 1e300, {}, [null]];

describe.each(Object.values(catalog))('an odd value in a field of $provider', (entry) => {
  it(
    'is accepted or answered with a 400, and makes envelopes that the consumer can read',
    { timeout: 60_000 },
    async () => {
      const send = await senderOf(entry);
      const { types, sample } = await entry.samples();
      for (const type of new Set([...types.slice(0, 2), ...types.slice(-1)])) {
        const text = sample(type, { id: '1', now: NOW });
        for (const [path, body] of variantsOf(text)) {
          const about = `${type} ${path}`;
          const { status, messages } = await send(type, body);
          expect({ about, status: [200, 204, 400].includes(status) ? 'fine' : status }).toEqual({
            about,
            status: 'fine',
          });
          for (const { data } of messages) {
            const { id, time, subject } = decodeEnvelope(entry.provider, data);
            expect({ about, time }).toEqual({ about, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
            expect(`${id} ${subject}`).not.toMatch(/\bnull\b|\bNaN\b|\[object |e\+\d/);
          }
        }
      }
    },
  );
});

/** Milliseconds in place of seconds and the other way round, and microseconds in place of both. */
const OTHER_UNITS: readonly ((seconds: number) => number)[] = [(s) => s * 1e3, (s) => s, (s) => s * 1e6];

describe.each(Object.values(catalog))('a time of $provider in another unit than it documents', (entry) => {
  it('is the same moment', async () => {
    const send = await senderOf(entry);
    const { types, sample } = await entry.samples();
    for (const type of types) {
      // Not the time of arrival, which would stand for one that cannot be read.
      const text = sample(type, { id: '1', now: OCCURRED });
      const [expected] = (await send(type, text)).messages.map(timeIn);
      for (const digits of new Set(text.match(/(?<=[:,[]\s*)17954351\d{2}(?:\d{3})?(?=\s*[,}\]])/g) ?? [])) {
        const seconds = Number(digits.slice(0, 10));
        for (const other of OTHER_UNITS.map((unit) => String(unit(seconds)))) {
          const { messages } = await send(type, text.replaceAll(digits, other));
          // A time that is signed in the body may be refused; an envelope never moves by it.
          for (const time of messages.map(timeIn))
            expect({ type, other, time }).toEqual({ type, other, time: expected });
        }
      }
    }

    function timeIn({ data }: { readonly data: Uint8Array }): string {
      return decodeEnvelope(entry.provider, data).time.slice(0, 19);
    }
  });
});

async function senderOf(entry: CatalogEntry) {
  const { provider, topic } = entry;
  const [integration, samples] = [await entry.integration(), await entry.samples()];
  const { configured, signing } = samples.makeSecret();
  const settings = readSettings(provider, {}, { [`${variablePrefixOf(provider)}_WEBHOOK_SECRET`]: configured });
  return async (type: string, body: string) => {
    const ports = memoryPorts(NOW);
    const service = new EventService(integration, settings, ports, ports.log);
    const delivery = { body: Buffer.from(body), type, id: '1', signing, now: NOW, url: 'https://hook.example.com/' };
    const { status } = await service.dispatchEvent(rawWebhookOf(samples.request(delivery), NOW), ports.log);
    return { status, messages: ports.publisher.to(topic) };
  };
}

/** A body as often as it has fields, each time with one of the odd values in one of them. */
function variantsOf(text: string): readonly (readonly [path: string, body: string])[] {
  const isForm = !/^\s*[[{]/.test(text);
  const fields: unknown = isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
  return [...changed(fields, 4)].flatMap(([path, value]) => {
    if (!isForm) return [[path, JSON.stringify(value)] as const];
    const params = isJsonObject(value) ? Object.entries(value) : [];
    const known = params.flatMap(([name, inner]) => (typeof inner === 'string' ? [[name, inner]] : []));
    return [[path, new URLSearchParams(Object.fromEntries(known)).toString()] as const];
  });
}

function* changed(value: unknown, depth: number): Generator<readonly [path: string, value: unknown]> {
  if (depth === 0) return;
  if (Array.isArray(value)) {
    const [first, ...others] = value;
    for (const [path, inner] of changed(first, depth)) yield [`0.${path}`, [inner, ...others]];
  }
  if (!isJsonObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    for (const odd of ODD_VALUES) yield [name, { ...value, [name]: odd }];
    for (const [path, deeper] of changed(inner, depth - 1)) yield [`${name}.${path}`, { ...value, [name]: deeper }];
  }
}
