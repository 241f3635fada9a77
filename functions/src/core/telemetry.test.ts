import { map } from 'rxjs';
import { expect, it } from 'vitest';
import { memoryPorts } from '../testing/memory-ports.ts';
import { MemoryTracer } from '../testing/memory-tracer.ts';
import { IntegrationEvent } from './event/integration-event.ts';
import { Command, commandHandler } from './handle/command.ts';
import { Consumer } from './handle/consumer.ts';
import { DEFAULT_DELIVERY_POLICY } from './handle/delivery-policy.ts';
import { saga } from './handle/saga.ts';
import { EventService } from './ingest/event-service.ts';
import type { Integration } from './ingest/integration.ts';
import { readSettings } from './options.ts';

class AcmeEvent extends IntegrationEvent {}
class Do extends Command {
  static readonly type = 'Do';
}

const acme: Integration<string> = {
  provider: 'acme',
  methods: ['POST'],
  contentTypes: [],
  maxBytes: 1000,
  verify: ({ rawBody }) => ({ events: [{ native: Buffer.from(rawBody).toString() }], secret: 0 }),
  describe: (id) => ({ id, type: 'thing.made', time: new Date(0), source: '//acme.example' }),
};

const INCOMING = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Both halves over one set of ports: a request goes in, its message comes out at the consumer. */
function setUp(handle: () => void = () => {}) {
  const tracer = new MemoryTracer();
  const ports = { ...memoryPorts(), tracer };
  const settings = readSettings('acme', {}, { ACME_WEBHOOK_SECRET: 's' });
  const service = new EventService(acme, settings, ports, ports.log);
  const consumer = new Consumer(
    {
      name: 'acme-onAcmeEvent',
      provider: 'acme',
      revive: (envelope) => new AcmeEvent(envelope.data, envelope),
      sagas: { doing: saga((events$) => events$.pipe(map(() => new Do()))) },
      tasks: {},
      handlers: [commandHandler(Do, handle)],
      policy: DEFAULT_DELIVERY_POLICY,
      timeoutSeconds: 60,
    },
    ports,
    { apiKey: () => Promise.resolve('key') },
  );
  const send = (body: string) =>
    service.dispatchEvent(
      {
        method: 'POST',
        url: '/',
        publicUrls: [],
        headers: { traceparent: INCOMING },
        rawBody: Buffer.from(body),
        receivedAt: new Date(0),
      },
      ports.log,
    );
  const deliver = async () => {
    for (const message of ports.publisher.to('integration-acme-events')) {
      await consumer.handle({ ...message, messageId: 'm1', publishTime: ports.clock.now() }, ports.log);
    }
  };
  return { spans: tracer.spans, send, deliver };
}

it('one trace leads from the request to each command', async () => {
  const { spans, send, deliver } = setUp();
  await send('e1');
  await deliver();
  const byName = new Map(spans.map((span) => [span.name, span]));
  const parents = (['webhook', 'verify', 'publish', 'handle', 'command'] as const).map(
    (name) => byName.get(name)?.parent,
  );
  const [webhook, handle] = [byName.get('webhook')?.traceparent, byName.get('handle')?.traceparent];
  expect(parents).toEqual([INCOMING, webhook, webhook, webhook, handle]);
  expect(byName.get('command')?.attributes).toMatchObject({ eventId: 'e1', command: 'doing/Do', attempt: 1 });
});

it('what fails is an error in its span and in that of the delivery', async () => {
  const { spans, send, deliver } = setUp(() => {
    throw new Error('not now');
  });
  await send('e1');
  await expect(deliver()).rejects.toThrow();
  const failed = spans.filter(({ error }) => error !== undefined).map(({ name }) => name);
  expect(failed).toEqual(['command', 'handle']);
});

it('a refused request is an error in the span of its webhook', async () => {
  const { spans, send } = setUp();
  await send('x'.repeat(1001));
  expect(spans).toMatchObject([{ name: 'webhook', error: { code: 'acme/payload-too-large' } }]);
});
