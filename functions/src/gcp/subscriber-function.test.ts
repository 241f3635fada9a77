import { map } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { IntegrationEvent } from '../core/event/integration-event.ts';
import { buildEvent, encodeEvent, type PlatformEvent } from '../core/event/platform-event.ts';
import { Command, commandHandler } from '../core/logic/command.ts';
import { saga } from '../core/logic/saga.ts';
import { setting } from '../core/logic/setting.ts';
import { useRuntime } from '../core/runtime.ts';
import { memoryPorts, type MemoryPorts } from '../testing/memory-ports.ts';
import { deadLetterFunction } from './dead-letter-function.ts';
import type { SubscriberFunction } from './pubsub/message-function.ts';
import { subscriberFunction } from './subscriber-function.ts';
import { defineBundle } from '../core/config/bundle.ts';

defineBundle({});

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

class AcmeEvent extends IntegrationEvent {
  static revive(envelope: PlatformEvent): AcmeEvent {
    return new AcmeEvent(envelope.data, envelope);
  }
}

class Keep extends Command {
  static readonly type = 'Keep';
}

describe('the topic-triggered functions', () => {
  let ports: MemoryPorts;
  let fault: Error | undefined;

  const keep = commandHandler(Keep, (_command, { records, event }) => {
    if (fault !== undefined) throw fault;
    records.update('things', event.envelope.id, () => ({ data: event.envelope.data }));
  });

  const subscriber = () =>
    subscriberFunction(AcmeEvent, {
      name: 'acme-onAcmeEvent',
      provider: 'acme',
      sagas: { keepThings: saga((events$) => events$.pipe(map(() => new Keep()))) },
      handlers: [keep],
    });

  /** Delivers a message as the functions framework does. */
  async function deliver(target: SubscriberFunction, data: Buffer, attributes: Record<string, string>): Promise<void> {
    const message = {
      messageId: '7',
      publishTime: ports.clock.now().toISOString(),
      data: data.toString('base64'),
      attributes,
    };
    const event = { specversion: '1.0', id: '7', source: '//pubsub', type: 't', time: '', data: { message } } as const;
    await target(event);
  }

  function acmeMessage() {
    const about = { id: 'e1', type: 'thing', time: new Date(0), source: '//acme.example' };
    const context = buildEvent('acme', about, { receivedAt: new Date(0), traceparent: TRACE });
    return encodeEvent(context, Buffer.from('{"text":"Grüße"}'));
  }

  beforeEach(() => {
    vi.stubEnv('ACME_WEBHOOK_SECRET', 'topsecret');
    vi.stubEnv('GCLOUD_PROJECT', 'demo');
    fault = undefined;
    ports = memoryPorts();
    useRuntime(ports);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('deploy with their topic, with retries and with the configured region', () => {
    expect(subscriber()).toHaveProperty(
      '__endpoint',
      expect.objectContaining({
        region: ['us-central1'],
        timeoutSeconds: 60,
        eventTrigger: expect.objectContaining({ eventFilters: { topic: 'integration-acme-events' }, retry: true }),
      }),
    );
  });

  it('handle the event in a message, byte for byte', async () => {
    const { data, attributes } = acmeMessage();
    await deliver(subscriber(), data, attributes);
    expect(await ports.store.get('things', 'e1')).toMatchObject({ data: { data: { text: 'Grüße' } } });
  });

  it('get ready for the ledger once, beside decoding the first event', async () => {
    const order: string[] = [];
    const warm = () => order.push('warm');
    const claim = vi.spyOn(ports.store, 'claim').mockImplementation(() => {
      order.push('claim');
      return Promise.resolve({ status: 'done' });
    });
    useRuntime({ ...ports, store: Object.assign(ports.store, { warm }) });
    const { data, attributes } = acmeMessage();
    const target = subscriber();
    await deliver(target, data, attributes);
    await deliver(target, data, attributes);
    expect(order).toEqual(['warm', 'claim', 'claim']);
    claim.mockRestore();
  });

  it('join their log lines to the trace of the request that brought the event', async () => {
    const { data, attributes } = acmeMessage();
    await deliver(subscriber(), data, attributes);
    const handled = ports.lines.find(({ message }) => message === 'Acme Event Handled');
    expect(handled).toMatchObject({
      'logging.googleapis.com/trace': 'projects/demo/traces/0af7651916cd43dd8448eb211c80319c',
    });
  });

  it('throw for what has to be delivered again, and resolve once it was handled', async () => {
    const { data, attributes } = acmeMessage();
    const target = subscriber();
    fault = new Error('The network is down.');
    await expect(deliver(target, data, attributes)).rejects.toMatchObject({ name: 'Redeliver' });
    fault = undefined;
    await deliver(target, data, attributes);
    expect(await ports.store.entries({ limit: 1 })).toMatchObject([{ status: 'done', attempts: 2 }]);
  });

  it('send what is not an event of the provider to the dead letters, where it is kept', async () => {
    await deliver(subscriber(), Buffer.from('no event'), {});
    const [letter] = ports.publisher.to('integration-acme-events-dead-letter');
    expect(letter?.data.toString()).toBe('no event');
    const target = deadLetterFunction('acme');
    await deliver(target, letter?.data ?? Buffer.alloc(0), { ...letter?.attributes });
    expect(await ports.store.list('deadLetters', { limit: 10 })).toMatchObject([
      { data: { consumer: 'acme-onAcmeEvent', data: Buffer.from('no event').toString('base64') } },
    ]);
  });
});

it.each([
  [{ ACME_WEBHOOK_SECRET: 'a-secret-that-is-long-enough' }, true],
  [{}, false],
  [{ ACME_WEBHOOK_SECRET: 'a-secret-that-is-long-enough', CRM_URL: 'https://crm.test' }, false],
])('a setting that is missing is told at the start, if the integration is on: %j', (environment, isRefused) => {
  onTestFinished(() => void defineBundle({}));
  defineBundle({}, environment);
  const start = () =>
    subscriberFunction(AcmeEvent, { name: 'acme-onAcmeEvent', provider: 'acme', settings: [setting('CRM_URL')] });
  if (isRefused) expect(start).toThrow('CRM_URL is not set: set it in functions/.env');
  else start();
});
