import { NO_KEYS } from './service-sources.ts';
import { from, mergeMap } from 'rxjs';
import { IntegrationEvent } from '../core/event/integration-event.ts';
import { buildEvent, encodeEvent, type OutgoingMessage, type PlatformEvent } from '../core/event/platform-event.ts';
import { Command, commandHandler } from '../core/logic/command.ts';
import { Consumer } from '../core/handle/consumer.ts';
import type { ConsumerDefinition } from '../core/handle/consumer-definition.ts';
import type { Context } from '../core/logic/context.ts';
import { DEFAULT_DELIVERY_POLICY, type DeliveryPolicy } from '../core/config/delivery-policy.ts';
import { saga } from '../core/logic/saga.ts';
import { memoryPorts } from './memory-ports.ts';

/** What a command does. */
export type Deed = (context: Context) => void | Promise<void>;

class AcmeEvent extends IntegrationEvent {}

class Do extends Command {
  static readonly type = 'Do';
  override readonly key: string;

  constructor(key: string) {
    super();
    this.key = key;
  }
}

interface Sent {
  readonly attributes?: Record<string, string>;
  readonly data?: Buffer;
  /** How long ago the message was published. */
  readonly ageMs?: number;
  /** The instance that it is delivered to; a fresh one by default. */
  readonly instance?: Consumer;
}

/** How a consumer of these tests retries. */
export const POLICY: DeliveryPolicy = { ...DEFAULT_DELIVERY_POLICY, maxAttempts: 3 };

type ScriptedChange = Partial<ConsumerDefinition> & { readonly retryLater?: boolean };

/** The message of an event. @param account The account that it is of, if it is of one. */
export function acmeMessage(id: string, account?: string): OutgoingMessage {
  const about = { id, type: 'thing', time: new Date(0), source: '//acme.example' };
  return encodeEvent(buildEvent('acme', about, { receivedAt: new Date(0), account }), Buffer.from('{"n":1}'));
}

/** A consumer whose saga yields what a test says, over ports in memory: three attempts, a minute each. */
export class ScriptedConsumer {
  readonly ports = memoryPorts();
  /** What the saga `yields` yields: a command `Do` for each key, in this order. A change is like a deploy. */
  deeds: Record<string, Deed> = {};
  /** Keys of the commands that were run. */
  readonly ran: string[] = [];
  /** The message that is delivered where a test names no other. */
  readonly message: OutgoingMessage = acmeMessage('e1');
  readonly #change: Partial<ConsumerDefinition>;
  readonly #retryLater: boolean;
  readonly #yields = saga((events$) =>
    events$.pipe(mergeMap(() => from(Object.keys(this.deeds).map((key) => new Do(key))))),
  );

  /**
   * @param change Other sagas run before `yields`, and other handlers are added.
   * @param change.retryLater Whether the handler of `Do` may throw a `RetryLater`.
   */
  constructor({ retryLater = false, ...change }: ScriptedChange = {}) {
    this.#change = change;
    this.#retryLater = retryLater;
  }

  /** Delivers a message. @returns whether it was acked or has to be delivered again. */
  async deliver({ attributes, data, ageMs = 0, instance = this.instance() }: Sent = {}): Promise<'ack' | 'again'> {
    const delivery = {
      messageId: '7',
      data: data ?? this.message.data,
      attributes: { ...this.message.attributes, ...attributes },
      publishTime: new Date(this.ports.clock.now().getTime() - ageMs),
    };
    try {
      await instance.handle(delivery, this.ports.log);
      return 'ack';
    } catch (error) {
      if (error instanceof Error && error.name === 'Redeliver') return 'again';
      throw error;
    }
  }

  /** The event of an envelope. */
  revive(envelope: PlatformEvent): IntegrationEvent {
    return new AcmeEvent(envelope.data, envelope);
  }

  /** The ledger's entry of the event. */
  async entry() {
    return (await this.ports.store.entries({ limit: 1 }))[0];
  }

  /** What was published to the dead-letter topic. */
  letters(): readonly OutgoingMessage[] {
    return this.ports.publisher.to('integration-acme-events-dead-letter');
  }

  /** How often the deed {@link count} took effect. */
  async counted(): Promise<unknown> {
    return (await this.ports.store.get('counters', 'one'))?.data['n'];
  }

  /** A fresh instance of the consumer. */
  instance(): Consumer {
    const handle = async ({ key }: Do, context: Context) => {
      this.ran.push(key);
      await this.deeds[key]?.(context);
    };
    const handler = commandHandler(Do, handle, { retryLater: this.#retryLater });
    const definition: ConsumerDefinition = {
      name: 'acme-onAcmeEvent',
      provider: 'acme',
      revive: (envelope) => this.revive(envelope),
      tasks: {},
      policy: POLICY,
      timeoutSeconds: 60,
      ...this.#change,
      sagas: { ...this.#change.sagas, yields: this.#yields },
      handlers: [handler, ...(this.#change.handlers ?? [])],
    };
    return new Consumer(definition, this.ports, NO_KEYS);
  }
}

/** Adds one to a counter in the records. */
export const count: Deed = ({ records }) =>
  records.update('counters', 'one', (current) => ({ n: Number(current?.['n'] ?? 0) + 1 }));
