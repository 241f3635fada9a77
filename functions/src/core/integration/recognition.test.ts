import { map } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryPorts, type MemoryPorts } from '../../testing/memory-ports.ts';
import { isJsonObject, isText } from '../event/json.ts';
import { IntegrationEvent } from '../event/integration-event.ts';
import type { PlatformEvent } from '../event/platform-event.ts';
import { UnknownEvent } from '../event/unknown-event.ts';
import { timeOf } from '../event/time.ts';
import { Command, commandHandler } from '../logic/command.ts';
import { Consumer } from '../handle/consumer.ts';
import { DEFAULT_DELIVERY_POLICY } from '../config/delivery-policy.ts';
import { isOfType, saga } from '../logic/saga.ts';
import { serviceSource } from '../secrets/service-source.ts';
import { readSettings } from '../config/settings.ts';
import { EventService } from '../ingest/event-service.ts';
import type { Integration } from './integration.ts';
import { describeAll, readBatch } from './recognition.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const SIGNED_AT = new Date('2026-11-23T11:59:58Z');

interface AcmeNative {
  readonly id?: string;
  readonly type: string;
  readonly at?: number;
}

const isAcmeNative = (value: unknown): value is AcmeNative => isJsonObject(value) && isText(value['type']);

/** Sends batches, and signs a time. */
const acme: Integration<AcmeNative> = {
  provider: 'acme',
  methods: ['POST'],
  contentTypes: [],
  maxBytes: 100_000,
  verify(request) {
    const recognition = { provider: 'acme', isEvent: isAcmeNative, needs: 'a type' };
    return { ...readBatch(recognition, request), secret: 0, signedAt: SIGNED_AT };
  },
  describe: ({ id, type, at }) => ({ id, type, time: timeOf(at), source: '//acme.example' }),
};

class AcmeEvent extends IntegrationEvent<AcmeNative> {}

class Keep extends Command {
  static readonly type = 'Keep';
  readonly collection: string;
  readonly data: unknown;
  constructor(collection: string, data: unknown) {
    super();
    this.collection = collection;
    this.data = data;
  }
}

describe('a batch with an odd element', () => {
  let ports: MemoryPorts;

  async function send(body: string) {
    const settings = readSettings('acme', {}, { ACME_WEBHOOK_SECRET: 'topsecret' });
    const service = new EventService(acme, settings, ports, ports.log);
    const rawBody = Buffer.from(body);
    const request = { method: 'POST', url: '/', publicUrls: [], headers: {}, rawBody, receivedAt: NOW };
    return service.dispatchEvent(request, ports.log);
  }

  const envelopes = () => ports.publisher.published.map(({ message }) => JSON.parse(message.data.toString()));

  beforeEach(() => {
    ports = memoryPorts(NOW);
  });

  it('publishes every element, the bytes of each as they were received', async () => {
    const reply = await send('[{"id":"1","type":"a","n":820982911946154508},\r\n{"no": "type"}, 7]');
    expect(reply).toMatchObject({
      status: 200,
      body: { received: true, ids: ['1', expect.any(String), expect.any(String)] },
    });
    expect(ports.publisher.published.map(({ message }) => message.data.toString().split('"data":')[1])).toEqual([
      '{"id":"1","type":"a","n":820982911946154508}}',
      '{"no": "type"}}',
      '7}',
    ]);
  });

  it('marks what the service filled in, in the envelope, the attributes and the log', async () => {
    await send('[{"id":"1","type":"a","at":1795435200},{"type":"b"},{"no":"type"}]');
    expect(envelopes().map(({ eventtype, time, unknown }) => [eventtype, time, unknown])).toEqual([
      ['a', NOW.toISOString(), undefined],
      ['b', SIGNED_AT.toISOString(), 'id,time'],
      ['unknown', SIGNED_AT.toISOString(), 'id,type,time'],
    ]);
    expect(ports.publisher.published.map(({ message }) => message.attributes['unknown'])).toEqual([
      undefined,
      'id,time',
      'id,type,time',
    ]);
    const warned = ports.lines.filter(({ message }) => message === 'Acme Event Not Recognised');
    expect(warned).toMatchObject([
      { severity: 'WARNING', eventType: 'b', unknown: 'id,time' },
      { severity: 'WARNING', eventType: 'unknown', unknown: 'id,type,time', needs: 'a type' },
    ]);
    expect(JSON.stringify(warned)).not.toContain('"no"');
  });

  it('that is sent again has the same ids again', async () => {
    const body = '[{"type":"b"},{"no":"type"}]';
    expect((await send(body)).body).toEqual((await send(body)).body);
  });

  it('gives the id of the request to its one object, and to none of several', () => {
    const unknown = ['{"a":1}', '{"a":2}'].map((json) => ({ json: Buffer.from(json), needs: 'a type' }));
    const request = {
      method: 'POST',
      url: '/',
      publicUrls: [],
      headers: {},
      rawBody: Buffer.from(''),
      receivedAt: NOW,
    };
    const idsOf = (carried: typeof unknown) =>
      describeAll(acme, { events: [], unknown: carried, secret: 0, signedId: 'msg_1' }, request).map(
        ({ about }) => about.id,
      );
    expect(idsOf(unknown.slice(0, 1))).toEqual(['msg_1']);
    expect(new Set([...idsOf(unknown), 'msg_1'])).toHaveProperty('size', 3);
  });

  it.each(['[]', '[1,"a",null]', 'null', '42', '"text"', '{', ''])(
    'is not one without any object: %s',
    async (body) => {
      expect(await send(body)).toMatchObject({ status: 400, body: { error: { code: 'acme/bad-webhook-request' } } });
      expect(ports.publisher.published).toEqual([]);
    },
  );

  it('reaches the consumer: what is not an event as an UnknownEvent, for whichever saga asks for it', async () => {
    await send('[{"id":"1","type":"a"},{"no":"type"}]');
    const logic = {
      sagas: {
        known: saga((events$) =>
          events$.pipe(
            isOfType(AcmeEvent),
            map(({ event }) => new Keep('known', event)),
          ),
        ),
        unknown: saga((events$) =>
          events$.pipe(
            isOfType(UnknownEvent),
            map(({ event }) => new Keep('unknown', event)),
          ),
        ),
      },
      tasks: {},
      handlers: [
        commandHandler(Keep, ({ collection, data }, { records, event }) => {
          records.update(collection, event.envelope.id, () => ({ data }));
        }),
      ],
    };
    const definition = {
      ...logic,
      name: 'acme-onAcmeEvent',
      provider: 'acme',
      revive: (envelope: PlatformEvent) => {
        if (!isAcmeNative(envelope.data)) throw new Error('The class of the provider is not asked.');
        return new AcmeEvent(envelope.data, envelope);
      },
      policy: DEFAULT_DELIVERY_POLICY,
      timeoutSeconds: 60,
    };
    const services = serviceSource(
      { environment: {}, settings: () => readSettings('acme', { enabled: false }, {}) },
      ports,
    );
    const consumer = new Consumer(definition, ports, services);
    for (const [index, { message }] of ports.publisher.published.entries()) {
      const { data, attributes } = message;
      await consumer.handle({ messageId: String(index), data, attributes, publishTime: NOW }, ports.log);
    }
    expect(await ports.store.list('known', { limit: 9 })).toMatchObject([{ data: { data: { id: '1', type: 'a' } } }]);
    expect(await ports.store.list('unknown', { limit: 9 })).toMatchObject([{ data: { data: { no: 'type' } } }]);
    expect(ports.publisher.to('integration-acme-events-dead-letter')).toEqual([]);
  });
});
