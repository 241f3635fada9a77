import { withApiKey } from './service-sources.ts';
import { map } from 'rxjs';
import { PermanentError } from '../core/event/errors.ts';
import { IntegrationEvent } from '../core/event/integration-event.ts';
import { buildEvent, encodeEvent, type PlatformEvent } from '../core/event/platform-event.ts';
import { Command, commandHandler } from '../core/logic/command.ts';
import { Consumer } from '../core/handle/consumer.ts';
import type { Delivery } from '../core/delivery.ts';
import { DEFAULT_DELIVERY_POLICY } from '../core/config/delivery-policy.ts';
import { keepLetter } from '../core/letters/letter.ts';
import { saga } from '../core/logic/saga.ts';
import { memoryPorts, type MemoryPorts } from './memory-ports.ts';

class AcmeEvent extends IntegrationEvent {}
class Count extends Command {
  static readonly type = 'Count';
}
class Break extends Command {
  static readonly type = 'Break';
}

/** One consumer that counts each event once, and whose second command fails for good until it is fixed. */
export function setUpBroken() {
  const ports = memoryPorts();
  const world = { broken: true };
  const consumer = new Consumer(
    {
      name: 'acme-onAcmeEvent',
      provider: 'acme',
      revive: (envelope: PlatformEvent) => new AcmeEvent(envelope.data, envelope),
      sagas: {
        counting: saga((events$) => events$.pipe(map(() => new Count()))),
        breaking: saga((events$) => events$.pipe(map(() => new Break()))),
      },
      tasks: {},
      handlers: [
        commandHandler(Count, (_command, { records }) =>
          records.update('counters', 'all', (now) => ({ count: Number(now?.['count'] ?? 0) + 1 })),
        ),
        commandHandler(Break, () => {
          if (world.broken) throw new PermanentError('It cannot work.');
        }),
      ],
      policy: DEFAULT_DELIVERY_POLICY,
      timeoutSeconds: 60,
    },
    ports,
    withApiKey('key'),
  );
  const deliver = (delivery: Delivery) => consumer.handle(delivery, ports.log);
  const count = async () => (await ports.store.get('counters', 'all'))?.data['count'];
  return { ports, world, deliver, count };
}

/** An event of theirs, as its topic delivers it. */
export function deliveryOf(id: string, type = 'thing.made', publishTime = new Date('2026-11-23T12:00:00Z')): Delivery {
  const about = { id, type, time: publishTime, source: '//acme.example' };
  const { data, attributes } = encodeEvent(buildEvent('acme', about, { receivedAt: publishTime }), Buffer.from('{}'));
  return { messageId: `m-${id}`, data, attributes, publishTime };
}

/** Stores what reached the dead-letter topic, as the function behind it does. */
export async function keepLetters(ports: MemoryPorts) {
  for (const [index, { data, attributes }] of ports.publisher.to('integration-acme-events-dead-letter').entries()) {
    await keepLetter(
      'acme',
      { messageId: `d${index}`, data, attributes, publishTime: ports.clock.now() },
      ports.store,
      ports.log,
    );
  }
}

/** Messages of a topic as deliveries to come. */
export function sentTo(ports: MemoryPorts, topic: string): readonly Delivery[] {
  return ports.publisher
    .to(topic)
    .map((message, index) => ({ ...message, messageId: `r${index}`, publishTime: ports.clock.now() }));
}
