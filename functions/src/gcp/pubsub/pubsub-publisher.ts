import type { PubSub, Topic } from '@google-cloud/pubsub';
import { withinDeadline } from '../../core/deadline.ts';
import { NO_SCOPE, scopedTopic, type Scope } from '../../core/config/scope.ts';
import { requirePublishable } from '../../core/event/attributes.ts';
import type { OutgoingMessage } from '../../core/event/platform-event.ts';
import type { Publisher } from '../../core/ports.ts';
import { emulatorOptions } from '../emulator.ts';
import { projectId } from '../project.ts';
import { OWN_CONNECTION, Renewable } from '../renewable.ts';

/** Messages of requests that arrive together share a call; a lone one waits no longer than this. */
const BATCH_DELAY_MS = 3;
/** One call gets this part of the deadline, so that a lost one leaves time for another. */
const CALL_SHARE = 0.6;

/** One client with the topics that were used through it. */
interface Connection {
  readonly client: PubSub;
  readonly topics: Map<string, Topic>;
}

/** Publishes to Pub/Sub: batched, awaited, and over by the deadline whatever the network does. */
export class PubSubPublisher implements Publisher {
  readonly #connection = new Renewable(connect, ({ client }) => client.close());
  readonly #scope: Scope;

  /** @param scope Whose topics they are. */
  constructor(scope = NO_SCOPE) {
    this.#scope = scope;
  }

  warm(): void {
    // Whoever publishes meets the error, if it is still there then.
    this.#connection.get().catch(() => undefined);
  }

  async publish(topic: string, messages: readonly OutgoingMessage[], deadlineMs: number): Promise<readonly string[]> {
    requirePublishable(topic, messages);
    const connecting = this.#connection.get();
    try {
      const publishing = connecting.then((connection) =>
        publishAll(connection, scopedTopic(this.#scope, topic), messages, deadlineMs),
      );
      return await withinDeadline(publishing, deadlineMs, () => new PublishTimeout(topic, deadlineMs));
    } catch (error) {
      if (isTimeout(error)) this.#connection.leave(connecting, 2 * deadlineMs);
      throw error;
    }
  }

  /** Ends the connection; what is under way fails. */
  close(): Promise<void> {
    return this.#connection.close();
  }
}

async function connect(): Promise<Connection> {
  const project = projectId();
  const { PubSub } = await import('@google-cloud/pubsub');
  const client = new PubSub({
    ...OWN_CONNECTION,
    ...emulatorOptions('PUBSUB_EMULATOR_HOST'),
    ...(project !== undefined && { projectId: project }),
  });
  return { client, topics: new Map() };
}

function publishAll(
  connection: Connection,
  topic: string,
  messages: readonly OutgoingMessage[],
  deadlineMs: number,
): Promise<readonly string[]> {
  const publisher = topicOf(connection, topic, deadlineMs);
  return Promise.all(messages.map(({ data, attributes }) => publisher.publishMessage({ data, attributes })));
}

/** The client's topic objects batch, each with its own limits: one for each deadline in use. */
function topicOf({ client, topics }: Connection, name: string, deadlineMs: number): Topic {
  const key = `${name} ${deadlineMs}`;
  const topic = topics.get(key) ?? client.topic(name, publishOptions(deadlineMs));
  topics.set(key, topic);
  return topic;
}

function publishOptions(deadlineMs: number) {
  const callMs = Math.ceil(deadlineMs * CALL_SHARE);
  return {
    batching: { maxMilliseconds: BATCH_DELAY_MS },
    gaxOpts: {
      timeout: deadlineMs,
      retry: {
        backoffSettings: {
          initialRetryDelayMillis: 50,
          retryDelayMultiplier: 2,
          maxRetryDelayMillis: 500,
          initialRpcTimeoutMillis: callMs,
          rpcTimeoutMultiplier: 1,
          maxRpcTimeoutMillis: callMs,
          totalTimeoutMillis: deadlineMs,
        },
      },
    },
  };
}

class PublishTimeout extends Error {
  override readonly name = 'PublishTimeout';

  constructor(topic: string, deadlineMs: number) {
    super(`Pub/Sub did not accept the message for ${topic} within ${deadlineMs} ms.`);
  }
}

/** gRPC's DEADLINE_EXCEEDED. @see https://grpc.io/docs/guides/status-codes/ */
const DEADLINE_EXCEEDED = 4;

function isTimeout(error: unknown): boolean {
  return (
    error instanceof PublishTimeout || (error instanceof Error && 'code' in error && error.code === DEADLINE_EXCEEDED)
  );
}
