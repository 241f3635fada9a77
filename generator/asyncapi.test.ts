import { existsSync } from 'node:fs';
import path from 'node:path';
import specs from '@asyncapi/specs';
import { Ajv, type ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { titleOf } from '../functions/src/core/event/names.ts';
import { encodeByReference } from '../functions/src/core/event/large-event.ts';
import { buildEvent, encodeEvent, type OutgoingMessage } from '../functions/src/core/event/platform-event.ts';
import { deadLetterOf } from '../functions/src/core/letters/dead-letter.ts';
import { catalog } from '../functions/src/generated/catalog.ts';
import { MemoryBlobs } from '../functions/src/testing/memory-blobs.ts';
import { sampleEvents } from '../functions/src/testing/sample-events.ts';
import { renderAsyncApi } from './asyncapi.ts';
import { asyncApiDocument, discover } from './generate.ts';
import { ACME } from './testing/fixture.ts';

const ROOT = path.join(import.meta.dirname, '..');
const document = JSON.parse(asyncApiDocument(ROOT));
const entries = Object.values(catalog);
const NOW = new Date('2026-11-23T12:00:00Z');

/** A validator that takes formats at their word. */
function validator(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  return ajv;
}

/** Checks a value by a schema of the document. */
function schemaAt(pointer: string): ValidateFunction {
  const ajv = validator().addSchema({ ...document, $id: 'asyncapi' });
  return ajv.compile({ $ref: `asyncapi#${pointer}` });
}

function faultsOf(check: ValidateFunction, value: unknown): string {
  return check(value) ? '' : JSON.stringify(check.errors);
}

describe('the catalogue of events', () => {
  it('of one provider reads as its golden file does', async () => {
    await expect(renderAsyncApi(discover(ACME))).toMatchFileSnapshot('testing/asyncapi.json.golden.txt');
  });

  it('is a valid document of AsyncAPI 3.0', () => {
    const schema: object = specs.schemasWithoutId['3.0.0'];
    expect(faultsOf(validator().compile(schema), document)).toBe('');
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map(([, pointer = '']) => pointer);
    expect(references.length).toBeGreaterThan(0);
    const missing = references.filter((pointer) => valueAt(pointer) === undefined);
    expect(missing).toEqual([]);
  });

  it('has every topic as a channel, and every function that reads or writes it', () => {
    const addresses = Object.values(document.channels).map((channel) => String(Object(channel).address));
    expect(addresses.toSorted()).toEqual(
      entries.flatMap(({ topic, deadLetterTopic }) => [topic, deadLetterTopic]).toSorted(),
    );
    expect(Object.keys(document.operations).toSorted()).toEqual(
      entries
        .flatMap(({ webhook, deadLetters, consumers }) => [webhook, deadLetters, ...consumers.map(({ name }) => name)])
        .toSorted(),
    );
  });

  // The provider of an instance has no documents that we know of.
  it.each(entries.filter(({ provider }) => existsSync(path.join(ROOT, 'functions', 'src', 'integrations', provider))))(
    'says where $title documents its events',
    ({ provider }) => {
      const name = `${titleOf(provider)}Event`;
      expect(document.components.messages[name].externalDocs.url).toMatch(/^https:\/\//);
      expect(document.components.messages[name].payload.allOf[1].properties.data.externalDocs.url).toMatch(
        /^https:\/\//,
      );
      expect(document.channels[`${provider}-events`].messages).toHaveProperty(name);
    },
  );
});

describe('what is really published', () => {
  it.each(entries)('of $title is what the catalogue says', async ({ provider, integration, samples }) => {
    const payload = schemaAt(`/components/messages/${titleOf(provider)}Event/payload`);
    const headers = schemaAt('/components/schemas/Attributes');
    const kit = await samples();
    for (const type of kit.types) {
      for (const { data, ...context } of await sampleEvents(await integration(), kit, type)) {
        const message = encodeEvent(context, Buffer.from(JSON.stringify(data)));
        expect(faultsOf(payload, JSON.parse(String(message.data)))).toBe('');
        expect(faultsOf(headers, message.attributes)).toBe('');
      }
    }
  });

  it('of another provider, or without a field, is not', async () => {
    const payload = schemaAt('/components/messages/StripeEvent/payload');
    const { id, ...envelope } = JSON.parse(String((await acmeMessage()).data));
    expect(payload({ ...envelope, id, provider: 'stripe', type: 'com.stripe.x' })).toBe(true);
    expect(payload({ ...envelope, id })).toBe(false);
    expect(payload({ ...envelope, provider: 'stripe', type: 'com.stripe.x' })).toBe(false);
  });

  it('may travel by reference', async () => {
    const { data, ...context } = JSON.parse(String((await acmeMessage()).data));
    const message = await encodeByReference(context, Buffer.from(JSON.stringify(data)), new MemoryBlobs(), 1000);
    const envelope = JSON.parse(String(message.data));
    const check = schemaAt('/components/schemas/Envelope');
    expect(faultsOf(check, envelope)).toBe('');
    expect(check({ ...envelope, data: 'both' })).toBe(false);
  });

  it('and given up on carries the attributes of a dead letter', async () => {
    const { data, attributes } = await acmeMessage();
    const delivery = { messageId: '7', data, attributes, publishTime: NOW };
    const failed = {
      reason: 'no',
      issue: '0123456789ab',
      command: 'keep/Keep',
      stack: 'Error\n    at keep (a.ts:1:1)',
    };
    const letter = deadLetterOf(delivery, { consumer: 'acme-onAcmeEvent', ...failed, attempts: 8, time: NOW });
    const check = schemaAt('/components/messages/StripeDeadLetter/headers');
    expect(faultsOf(check, letter.attributes)).toBe('');
    const documented = Object.keys(document.components.schemas.DeadLetterAttributes.properties);
    expect(Object.keys(letter.attributes)).toEqual(expect.arrayContaining(documented));
  });
});

/** A message with every attribute. */
async function acmeMessage(): Promise<OutgoingMessage> {
  const about = { id: 'e1', type: 'thing', time: NOW, source: '//acme.example', subject: 's', unsigned: ['id'] };
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  return encodeEvent(
    buildEvent('acme', about, { receivedAt: NOW, traceparent, secretVersion: '2' }),
    Buffer.from('{"a":1}'),
  );
}

function valueAt(pointer: string): unknown {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<unknown>((value, step) => Object(value)[step], document);
}
