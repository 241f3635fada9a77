import { describe, expect, it } from 'vitest';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { readSettings } from '../config/settings.ts';
import type { Delivery } from '../delivery.ts';
import { NoBucketError } from '../event/large-event.ts';
import { integration } from '../integration/from-facts.ts';
import { attributesAsHeaders, type ProviderTopic } from '../integration/provider-topic.ts';
import { Redeliver } from '../redelivery.ts';
import { hmac } from '../scheme/schemes.ts';
import { signedHeaders } from '../scheme/sign.ts';
import { EventService } from './event-service.ts';
import { TopicService } from './topic-service.ts';

interface Thing {
  readonly kind: string;
}

const SECRET = 'topsecret-topsecret';
const PUBLISHED = new Date('2026-11-23T11:00:00.000Z');
const scheme = hmac({ headers: { 'acme-signature': '{signature}' } });

/** An integration whose id is in a header that nobody signs. */
const acme = integration<Thing>({
  provider: 'acme',
  scheme,
  places: {
    id: ['header:acme-id', 'digest'],
    type: '/kind',
    source: '//acme.example/{header:acme-shop}',
    needs: { '/kind': 'text' },
  },
});

const topic: ProviderTopic = {
  provider: 'acme',
  publisher: 'events@acme.example',
  request: (message) => ({ headers: attributesAsHeaders(message), rawBody: message.data }),
};

const ATTRIBUTES = { 'Acme-Id': 'e1', 'Acme-Shop': 'north' };
const BODY = '{"kind":"thing.made","size":12345678901234567890}';

function messageOf(data: string | Buffer, attributes: Delivery['attributes'] = ATTRIBUTES): Delivery {
  return { messageId: 'm1', data: Buffer.from(data), attributes, publishTime: PUBLISHED };
}

function setUp() {
  const ports = memoryPorts();
  const settings = readSettings('acme', {}, { ACME_WEBHOOK_SECRET: SECRET, ACME_PUBSUB_TOPIC: 'acme-notifications' });
  const service = new TopicService(acme, topic, settings, ports);
  return {
    ports,
    settings,
    handle: (message: Delivery) => service.handle(message, ports.log),
    envelopes: () => ports.publisher.to('integration-acme-events').map(({ data }) => JSON.parse(String(data))),
  };
}

describe('a message of the provider’s own topic', () => {
  it('becomes an event on our topic, with its bytes as they were received and the time at which it was published', async () => {
    const { ports, handle } = setUp();
    await handle(messageOf(BODY));
    const [message] = ports.publisher.to('integration-acme-events');
    expect(String(message?.data)).toContain(`"data":${BODY}`);
    expect(message?.attributes).toMatchObject({ provider: 'acme', eventtype: 'thing.made' });
    expect(ports.lines.map((line) => line.message)).toEqual([
      'Acme Event Received',
      'Acme Event Verified',
      'Acme Event Payload',
      'Acme Event Successfully Published',
    ]);
  });

  it('has the id and the source that the same event has if it comes by a request, and nothing of it is unsigned', async () => {
    const { ports, settings, handle, envelopes } = setUp();
    const url = 'https://hooks.example/acme';
    const body = Buffer.from(BODY);
    const signed = signedHeaders(scheme, { body, id: 'e1', signing: SECRET, now: PUBLISHED, url });
    const headers = { 'content-type': 'application/json', 'acme-id': 'e1', 'acme-shop': 'north', ...signed };
    const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: body, receivedAt: PUBLISHED };
    await new EventService(acme, settings, ports, ports.log).dispatchEvent(request, ports.log);
    await handle(messageOf(BODY));
    const [byRequest, byTopic] = envelopes();
    const { unsigned, secretversion, ...proven } = byRequest;
    expect({ unsigned, secretversion }).toEqual({ unsigned: 'id,time,source', secretversion: 'value' });
    expect(byTopic).toEqual(proven);
  });

  it('is read whatever other attributes it has, and whatever the capitals of their names', async () => {
    const { handle, envelopes } = setUp();
    const foreign = {
      'ACME-ID': 'e1',
      'acme-shop': 'north',
      id: 'e2',
      provider: 'other',
      ['__proto__']: 'x',
      goog: 'y',
    };
    await handle(messageOf(BODY, foreign));
    expect(envelopes()).toMatchObject([
      { id: expect.stringMatching(/^e1:/), provider: 'acme', source: '//acme.example/north' },
    ]);
  });

  it('without the attributes that it should have is an event all the same', async () => {
    const { handle, envelopes } = setUp();
    await handle(messageOf(BODY, {}));
    expect(envelopes()).toMatchObject([{ eventtype: 'thing.made', source: '//acme.example' }]);
  });

  it.each([
    ['not JSON', 'hello'],
    ['not an object', '[1]'],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
    ['empty', ''],
  ])('whose data is %s is kept as an unknown event that holds the message', async (_what, data) => {
    const { ports, handle, envelopes } = setUp();
    await handle(messageOf(data));
    const held = { messageId: 'm1', data: Buffer.from(data).toString('base64'), attributes: ATTRIBUTES };
    expect(envelopes()).toMatchObject([{ eventtype: 'unknown', data: { message: held } }]);
    expect(ports.lines.map((line) => line.message)).toContain('Acme Event Not Recognised');
  });

  it('whose data is another object is kept as an unknown event with that data', async () => {
    const { handle, envelopes } = setUp();
    await handle(messageOf('{"other":1}'));
    expect(envelopes()).toMatchObject([{ eventtype: 'unknown', data: { other: 1 } }]);
  });

  it('that is large travels by reference', async () => {
    const { ports, handle, envelopes } = setUp();
    await handle(messageOf(JSON.stringify({ kind: 'thing.made', text: 'x'.repeat(2_000_000) })));
    expect(envelopes()).toMatchObject([{ eventtype: 'thing.made', dataref: expect.any(String) }]);
    expect(ports.publisher.published[0]?.message.data.byteLength).toBeLessThan(2_000);
  });
});

describe('a message that cannot be published for now', () => {
  it('is delivered again, is logged once, and is published once Pub/Sub takes it', async () => {
    const { ports, handle, envelopes } = setUp();
    ports.publisher.failure = new Error('Pub/Sub is down');
    await expect(handle(messageOf(BODY))).rejects.toThrow(Redeliver);
    const failed = ports.lines.filter(({ message }) => message === 'Acme Event Not Handled');
    expect(failed).toMatchObject([{ redelivery: 'unreachable', code: 'acme/publish-failed' }]);
    expect(envelopes()).toEqual([]);

    ports.publisher.failure = undefined;
    await handle(messageOf(BODY));
    expect(envelopes()).toMatchObject([{ id: expect.stringMatching(/^e1:/), receivedtime: PUBLISHED.toISOString() }]);
  });

  it('is delivered again if it is too large and no bucket is configured, and the log names the variable', async () => {
    const { ports, settings } = setUp();
    const noBucket = () => Promise.reject(new NoBucketError());
    const service = new TopicService(acme, topic, settings, { ...ports, blobs: { put: noBucket, get: noBucket } });
    const large = messageOf(JSON.stringify({ kind: 'thing.made', text: 'x'.repeat(400_000) }));
    await expect(service.handle(large, ports.log)).rejects.toThrow(Redeliver);
    expect(JSON.stringify(ports.lines.at(-1))).toContain('INTEGRATIONS_BUCKET');
    expect(ports.publisher.published).toEqual([]);
  });
});
