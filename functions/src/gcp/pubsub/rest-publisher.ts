import { withinDeadline } from '../../core/deadline.ts';
import { NO_SCOPE, scopedTopic, type Scope } from '../../core/config/scope.ts';
import { requirePublishable } from '../../core/event/attributes.ts';
import { isJsonObject } from '../../core/event/json.ts';
import type { OutgoingMessage } from '../../core/event/platform-event.ts';
import type { Publisher } from '../../core/ports.ts';
import { Batch, type BatchLimits } from './batch.ts';
import { GoogleRest, RestError, targetOf, type RestTarget } from '../rest/google-rest.ts';

/** Pub/Sub takes 1,000 messages and 10 MB in one call; base64 makes 4 bytes of 3. */
const LIMITS: BatchLimits = { maxItems: 100, maxBytes: 1_000_000, delayMs: 3 };

/** Google's name for a call that holds something it never takes: one message may be to blame for all. */
const REFUSED = 'INVALID_ARGUMENT';

/** A message as the API takes it. */
interface PrintedMessage {
  readonly json: string;
  readonly byteLength: number;
}

/**
 * Publishes to Pub/Sub: batched, retried, awaited, and over by the deadline whatever the network does. What the
 * functions publish goes this way, the consumers' dead letters too: an instance that gives up on an event should
 * not have to load another client first.
 * @see https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/publish
 */
export class RestPublisher implements Publisher {
  readonly #batches = new Map<string, Batch<PrintedMessage, string>>();
  readonly #rest: GoogleRest;
  readonly #scope: Scope;

  /** @param scope Whose topics they are. */
  constructor(scope = NO_SCOPE, target: () => RestTarget = pubsub) {
    this.#scope = scope;
    this.#rest = new GoogleRest('Pub/Sub', target);
  }

  warm(): void {
    this.#rest.warm();
  }

  async publish(topic: string, messages: readonly OutgoingMessage[], deadlineMs: number): Promise<readonly string[]> {
    requirePublishable(topic, messages);
    const batch = this.#batchFor(topic, deadlineMs);
    const publishing = Promise.all(messages.map((message) => batch.add(printed(message))));
    return withinDeadline(publishing, deadlineMs, () => new PublishTimeout(topic, deadlineMs));
  }

  /** Ends the connections; what is under way fails. */
  close(): Promise<void> {
    return this.#rest.close();
  }

  /** One for each deadline in use: messages that share a call share its time. */
  #batchFor(topic: string, deadlineMs: number): Batch<PrintedMessage, string> {
    const key = `${topic} ${deadlineMs}`;
    const batch =
      this.#batches.get(key) ??
      new Batch<PrintedMessage, string>(
        (messages) => this.#send(scopedTopic(this.#scope, topic), messages, deadlineMs),
        LIMITS,
        isRefused,
      );
    this.#batches.set(key, batch);
    return batch;
  }

  async #send(topic: string, messages: readonly PrintedMessage[], deadlineMs: number): Promise<readonly string[]> {
    const answer = await this.#rest.call({
      method: 'POST',
      path: `/v1/projects/${await this.#rest.project()}/topics/${topic}:publish`,
      body: `{"messages":[${messages.map(({ json }) => json).join()}]}`,
      deadlineMs,
    });
    const ids = isJsonObject(answer) ? answer['messageIds'] : undefined;
    return Array.isArray(ids) ? ids.map(String) : [];
  }
}

function pubsub(): RestTarget {
  return targetOf('pubsub.googleapis.com', process.env['PUBSUB_EMULATOR_HOST']);
}

function printed({ data, attributes }: OutgoingMessage): PrintedMessage {
  const json = `{"data":"${data.toString('base64')}","attributes":${JSON.stringify(attributes)}}`;
  return { json, byteLength: json.length };
}

function isRefused(error: unknown): boolean {
  return error instanceof RestError && error.status === REFUSED;
}

class PublishTimeout extends Error {
  override readonly name = 'PublishTimeout';

  constructor(topic: string, deadlineMs: number) {
    super(`Pub/Sub did not accept the message for ${topic} within ${deadlineMs} ms.`);
  }
}
