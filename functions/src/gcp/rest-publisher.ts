import http, { type Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { withinDeadline } from '../core/deadline.ts';
import { isJsonObject, parseJson } from '../core/event/json.ts';
import type { OutgoingMessage } from '../core/event/platform-event.ts';
import type { Publisher } from '../core/ports.ts';
import { Batch, type BatchLimits } from './batch.ts';
import { defaultCredentials, noCredentials, type Credentials } from './credentials.ts';
import { httpCall } from './http-call.ts';
import { projectId } from './project.ts';
import { Renewable } from './renewable.ts';

/** Pub/Sub takes 1,000 messages and 10 MB in one call; base64 makes 4 bytes of 3. */
const LIMITS: BatchLimits = { maxItems: 100, maxBytes: 1_000_000, delayMs: 3 };
/** One call gets this part of the deadline, so that a lost one leaves time for another. */
const CALL_SHARE = 0.6;
const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 500;
/** An idle connection is not used again after so long: the other side may have forgotten it. */
const IDLE_MS = 60_000;

/** Where Pub/Sub is, and who we are to it. */
export interface PubSubTarget {
  /** `https://pubsub.googleapis.com` */
  readonly origin: string;
  readonly credentials: Credentials;
}

/** What a call needs. */
interface Connection {
  /** Keeps the sockets. */
  readonly agent: Agent;
  readonly credentials: Credentials;
  /** `https://pubsub.googleapis.com/v1/projects/<project>` */
  readonly url: string;
}

/** A message as the API takes it. */
interface PrintedMessage {
  readonly json: string;
  readonly byteLength: number;
}

/**
 * Publishes by Pub/Sub's REST API: batched, retried, awaited, and over by the deadline whatever the network does.
 *
 * Why not by `@google-cloud/pubsub`: that client with gRPC takes longer to load than all else up to the first event
 * (bench/README.md has the numbers). The consumers' dead letters go the same way: an instance that gives up on an
 * event should not have to load 3 MB more first.
 * @see https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/publish
 */
export class RestPublisher implements Publisher {
  readonly #batches = new Map<string, Batch<PrintedMessage, string>>();
  readonly #connection: Renewable<Connection>;

  /** @param target Asked on first use. */
  constructor(target: () => PubSubTarget = targetByEnvironment) {
    this.#connection = new Renewable(
      () => connect(target()),
      async ({ agent }) => agent.destroy(),
    );
  }

  warm(): void {
    // Whoever publishes meets the error, if it is still there then.
    this.#connection
      .get()
      .then(({ credentials }) => credentials.headers())
      .catch(() => undefined);
  }

  async publish(topic: string, messages: readonly OutgoingMessage[], deadlineMs: number): Promise<readonly string[]> {
    const batch = this.#batchFor(topic, deadlineMs);
    const publishing = Promise.all(messages.map((message) => batch.add(printed(message))));
    return withinDeadline(publishing, deadlineMs, () => new PublishTimeout(topic, deadlineMs));
  }

  /** Ends the connections; what is under way fails. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  /** One for each deadline in use: messages that share a call share its time. */
  #batchFor(topic: string, deadlineMs: number): Batch<PrintedMessage, string> {
    const key = `${topic} ${deadlineMs}`;
    const batch =
      this.#batches.get(key) ??
      new Batch<PrintedMessage, string>((messages) => this.#send(topic, messages, deadlineMs), LIMITS);
    this.#batches.set(key, batch);
    return batch;
  }

  /** Calls until it is accepted, refused for good, or too late. */
  async #send(topic: string, messages: readonly PrintedMessage[], deadlineMs: number): Promise<readonly string[]> {
    const body = `{"messages":[${messages.map(({ json }) => json).join()}]}`;
    const endsAt = performance.now() + deadlineMs;
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(2 * wait, MAX_RETRY_MS)) {
      const left = endsAt - performance.now();
      try {
        return await this.#call(topic, body, Math.min(deadlineMs * CALL_SHARE, left));
      } catch (error) {
        if (!isWorthAnother(error) || performance.now() + wait >= endsAt) throw error;
      }
      await delay(wait);
    }
  }

  async #call(topic: string, body: string, callMs: number): Promise<readonly string[]> {
    const connecting = this.#connection.get();
    const calling = connecting.then((connection) => call(connection, topic, body));
    try {
      return await withinDeadline(calling, callMs, () => new PublishTimeout(topic, callMs));
    } catch (error) {
      if (error instanceof PublishTimeout) this.#connection.leave(connecting, 2 * callMs);
      throw error;
    }
  }
}

function targetByEnvironment(): PubSubTarget {
  const emulator = process.env['PUBSUB_EMULATOR_HOST'];
  if (emulator) return { origin: `http://${emulator}`, credentials: noCredentials };
  return { origin: 'https://pubsub.googleapis.com', credentials: defaultCredentials() };
}

async function connect({ origin, credentials }: PubSubTarget): Promise<Connection> {
  // Not imported: an emulator needs no TLS, and import() of whatever it be starts a loader of its own, for 18 ms.
  const { Agent } = origin.startsWith('https:') ? process.getBuiltinModule('node:https') : http;
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  const project = projectId() ?? (await credentials.projectId());
  return { agent, credentials, url: `${origin}/v1/projects/${project}` };
}

async function call({ agent, credentials, url }: Connection, topic: string, body: string): Promise<readonly string[]> {
  const headers = { 'content-type': 'application/json', ...(await credentials.headers()) };
  const answer = await httpCall({ url: `${url}/topics/${topic}:publish`, method: 'POST', headers, body, agent });
  const value = parseJson(answer.body);
  const ids = isJsonObject(value) ? value['messageIds'] : undefined;
  if (answer.status === 200 && Array.isArray(ids)) return ids.map(String);
  if (answer.status === UNAUTHENTICATED) credentials.renew();
  throw new PublishRefused(topic, answer.status, isJsonObject(value) ? value['error'] : undefined);
}

function printed({ data, attributes }: OutgoingMessage): PrintedMessage {
  const json = `{"data":"${data.toString('base64')}","attributes":${JSON.stringify(attributes)}}`;
  return { json, byteLength: json.length };
}

class PublishTimeout extends Error {
  override readonly name = 'PublishTimeout';

  constructor(topic: string, deadlineMs: number) {
    super(`Pub/Sub did not accept the message for ${topic} within ${Math.round(deadlineMs)} ms.`);
  }
}

/** Pub/Sub's answer where it did not take the messages. */
class PublishRefused extends Error {
  override readonly name = 'PublishRefused';
  /** HTTP status. */
  readonly code: number;

  constructor(topic: string, code: number, details: unknown) {
    const reason = isJsonObject(details) && typeof details['message'] === 'string' ? `: ${details['message']}` : '.';
    super(`Pub/Sub answered ${code} for ${topic}${reason}`);
    this.code = code;
  }
}

const UNAUTHENTICATED = 401;
/** HTTP statuses of the errors that Google's own client sends again after, and of a token that ran out. */
const WORTH_ANOTHER: readonly number[] = [UNAUTHENTICATED, 408, 409, 429, 499, 500, 502, 503, 504];

/** Whatever is no answer of Pub/Sub's is the network's. */
function isWorthAnother(error: unknown): boolean {
  return !(error instanceof PublishRefused) || WORTH_ANOTHER.includes(error.code);
}
