import type { Delivery } from '../core/delivery.ts';
import { appliedConfig } from '../core/config/bundle.ts';
import type { ServiceSource } from '../core/logic/token.ts';
import type { Ports } from '../core/ports.ts';
import { runtime } from '../core/runtime.ts';
import { serviceSource } from '../core/secrets/service-source.ts';
import { traceFields, type Logger } from '../core/telemetry/logger.ts';
import { cloudLogger } from './logger.ts';
import { projectId } from './project.ts';
import { loadedOnce } from './pubsub/loaded-once.ts';
import { messageFunction, type SubscriberFunction } from './pubsub/message-function.ts';

/** What handles the messages of one subscription. */
interface MessageConsumer {
  /** @throws {Redeliver} if the message has to be delivered again. */
  handle(delivery: Delivery, log: Logger): Promise<void>;
}

interface Served {
  /** The consumer's name, with the scope in front. */
  readonly name: string;
  readonly provider: string;
  /** Makes the consumer when the first message arrives. */
  readonly make: (ports: Ports, services: ServiceSource) => MessageConsumer;
}

/** A topic-triggered function over a consumer, which is made once per instance. */
export function consumerFunction(
  options: Parameters<typeof messageFunction>[0],
  { name, provider, make }: Served,
): SubscriberFunction {
  const loaded = loadedOnce(provider, async () => {
    const ports = await runtime();
    ports.store.warm?.();
    const services = serviceSource(appliedConfig(), ports);
    return { ports, consumer: make(ports, services) };
  });

  return messageFunction(options, async (delivery) => {
    const { messageId, attributes } = delivery;
    const traced = traceFields(attributes['traceparent'], projectId());
    const about = { eventId: attributes['id'], eventType: attributes['eventtype'], consumer: name };
    const { ports, consumer } = await loaded(cloudLogger().with({ ...traced, ...about, messageId }));
    try {
      await consumer.handle(delivery, ports.log.with(traced));
    } finally {
      await ports.tracer?.flush?.();
    }
  });
}
