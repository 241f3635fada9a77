import { withApiKey } from './service-sources.ts';
import { map } from 'rxjs';
import { IntegrationEvent } from '../core/event/integration-event.ts';
import { Command, commandHandler } from '../core/logic/command.ts';
import { Consumer } from '../core/handle/consumer.ts';
import { DEFAULT_DELIVERY_POLICY } from '../core/config/delivery-policy.ts';
import { saga } from '../core/logic/saga.ts';
import { EventService } from '../core/ingest/event-service.ts';
import type { HttpReply, Integration } from '../core/integration/integration.ts';
import { readSettings } from '../core/config/settings.ts';
import type { Tracer } from '../core/telemetry/tracer.ts';
import { memoryPorts, type MemoryPorts } from './memory-ports.ts';

class AcmeEvent extends IntegrationEvent {}
class Do extends Command {
  static readonly type = 'Do';
}

const acme: Integration<string> = {
  provider: 'acme',
  methods: ['POST'],
  contentTypes: [],
  maxBytes: 1000,
  verify: ({ rawBody }) => {
    const id = Buffer.from(rawBody).toString();
    return { events: [{ native: id }], secret: id.startsWith('old') ? 1 : 0 };
  },
  describe: (id) => ({ id, type: 'thing.made', time: new Date(0), source: '//acme.example' }),
};

/** The trace context that requests come with. */
export const INCOMING_TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Both halves over one set of ports: a request goes in, its message comes out at the consumer. */
export interface TracedWay {
  readonly ports: MemoryPorts;
  /** Sends a request whose body is the id of its event; one that begins with `old` is verified by the second secret. */
  readonly send: (body: string) => Promise<HttpReply>;
  /** Hands every published message to the consumer. */
  readonly deliver: () => Promise<void>;
}

/** @param handle What the one command does. */
export function tracedWay(tracer?: Tracer, handle: () => void = () => {}): TracedWay {
  const ports = memoryPorts();
  const traced = { ...ports, ...(tracer !== undefined && { tracer }) };
  const settings = readSettings('acme', {}, { ACME_WEBHOOK_SECRET: 'new-secret-of-acme,old-secret-of-acme' });
  const service = new EventService(acme, settings, traced, ports.log);
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
    traced,
    withApiKey('key'),
  );
  return {
    ports,
    send: (body) =>
      service.dispatchEvent(
        {
          method: 'POST',
          url: '/',
          publicUrls: [],
          headers: { traceparent: INCOMING_TRACE },
          rawBody: Buffer.from(body),
          receivedAt: ports.clock.now(),
        },
        ports.log,
      ),
    deliver: async () => {
      for (const message of ports.publisher.to('integration-acme-events')) {
        await consumer.handle({ ...message, messageId: 'm1', publishTime: ports.clock.now() }, ports.log);
      }
    },
  };
}
