import http, { type Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { withinDeadline } from '../../core/deadline.ts';
import { isJsonObject, parseJson } from '../../core/event/json.ts';
import { projectId } from '../project.ts';
import { Renewable } from '../renewable.ts';
import { emulatorCredentials, type Credentials } from './credentials.ts';
import { sharedCredentials } from './default-credentials.ts';
import { httpCall } from './http-call.ts';

/** The address of a service, and our credentials for it. */
export interface RestTarget {
  /** `https://pubsub.googleapis.com` */
  readonly origin: string;
  readonly credentials: Credentials;
}

export interface RestCall {
  readonly method: 'GET' | 'POST';
  /** From the slash on: `/v1/projects/shop/topics/orders:publish`. */
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  /** How long it may take with all its tries, in milliseconds. */
  readonly deadlineMs: number;
}

/** One try gets this part of the deadline and no more than so long: a lost one leaves time for another. */
const TRY_SHARE = 0.6;
const MAX_TRY_MS = 5_000;
const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 500;
/** An idle connection is not used again after so long: the other side may have forgotten it. */
const IDLE_MS = 60_000;

interface Connection extends RestTarget {
  /** Keeps the sockets. */
  readonly agent: Agent;
}

/**
 * One of Google's services by its REST interface: connections are kept, what may work next time is tried again, and
 * everything is over by its deadline, whatever the network does.
 *
 * Why not by Google's own clients, where this is used: with gRPC under them they take longer to load than all else
 * that an instance does up to its first event. bench/README.md has the numbers.
 */
export class GoogleRest {
  readonly #name: string;
  readonly #connection: Renewable<Connection>;
  #project: string | undefined;

  /** @param name As errors call the service. @param target Asked on first use. */
  constructor(name: string, target: () => RestTarget) {
    this.#name = name;
    this.#connection = new Renewable(
      async () => connect(target()),
      async ({ agent }) => agent.destroy(),
    );
  }

  /** Gets what the first call needs, beside other work. */
  warm(): void {
    // Whoever calls meets the error, if it is still there then.
    this.#connection
      .get()
      .then(({ credentials }) => credentials.headers())
      .catch(() => undefined);
  }

  /** The project, from the environment or from the credentials, as it was when it was first asked for. */
  async project(): Promise<string> {
    this.#project ??= projectId() ?? (await (await this.#connection.get()).credentials.projectId());
    return this.#project;
  }

  /**
   * Calls until there is an answer, and resolves with its JSON. One that changes something may do so twice: an answer
   * that gets lost is asked for again.
   * @throws {RestError} the service's own refusal, {@link RestTimeout}, or the network's last error.
   */
  async call(call: RestCall): Promise<unknown> {
    const endsAt = performance.now() + call.deadlineMs;
    const tryMs = Math.min(call.deadlineMs * TRY_SHARE, MAX_TRY_MS);
    let refused = false;
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(2 * wait, MAX_RETRY_MS)) {
      try {
        return await this.#try(call, Math.min(tryMs, endsAt - performance.now()));
      } catch (error) {
        const isStale: boolean = isUnauthenticated(error) && !refused;
        if (!(isStale || isWorthAnother(error)) || performance.now() + wait >= endsAt) throw error;
        refused ||= isStale;
      }
      // Instances that lost it together do not come back together.
      await delay(wait * (0.5 + Math.random() / 2));
    }
  }

  /** Ends the connections; what is under way fails. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  async #try(call: RestCall, tryMs: number): Promise<unknown> {
    const connecting = this.#connection.get();
    const abort = new AbortController();
    const calling = connecting.then((connection) => send(this.#name, connection, call, abort.signal));
    try {
      return await withinDeadline(calling, tryMs, () => new RestTimeout(this.#name, tryMs));
    } catch (error) {
      if (!(error instanceof RestTimeout)) throw error;
      // What waits for its token would otherwise still be sent, after the next try or when everything is over.
      abort.abort();
      // Others may be at the beginning of a try, of whatever length.
      this.#connection.leave(connecting, 2 * MAX_TRY_MS);
      throw error;
    }
  }
}

/**
 * A service where it is: Google's, or an emulator.
 * @param emulator `host:port`; undefined or empty if there is none.
 */
export function targetOf(host: string, emulator: string | undefined): RestTarget {
  if (emulator) return { origin: `http://${emulator}`, credentials: emulatorCredentials };
  return { origin: `https://${host}`, credentials: sharedCredentials() };
}

/** What a service answered that was not a success. */
export class RestError extends Error {
  override readonly name = 'RestError';
  /** HTTP status. */
  readonly code: number;
  /** Google's name of it: `NOT_FOUND`. Several share one HTTP status. */
  readonly status: string | undefined;

  constructor(service: string, code: number, body: unknown) {
    // A method that streams its answer puts its error into a list.
    const { error } = Array.isArray(body) ? body[0] : isJsonObject(body) ? body : {};
    const { message, status } = isJsonObject(error) ? error : {};
    super(`${service} answered ${code}${typeof message === 'string' ? `: ${message}` : '.'}`);
    this.code = code;
    this.status = typeof status === 'string' ? status : undefined;
  }
}

/** One try, or the call, went on for too long. */
export class RestTimeout extends Error {
  override readonly name = 'RestTimeout';

  constructor(service: string, ms: number) {
    super(`${service} did not answer within ${Math.round(ms)} ms.`);
  }
}

function connect(target: RestTarget): Connection {
  // Not imported: where there is no TLS it is not needed, and import() of whatever it be starts a loader, for 18 ms.
  const { Agent } = target.origin.startsWith('https:') ? process.getBuiltinModule('node:https') : http;
  return { ...target, agent: new Agent({ keepAlive: true, timeout: IDLE_MS }) };
}

async function send(
  name: string,
  { origin, credentials, agent }: Connection,
  { method, path, ...content }: RestCall,
  signal: AbortSignal,
): Promise<unknown> {
  const proof = await credentials.headers();
  signal.throwIfAborted();
  const headers = { 'content-type': 'application/json', ...proof };
  const body = content.body !== undefined && { body: content.body };
  const answer = await httpCall({ url: origin + path, method, headers, agent, signal, ...body });
  const value = parseJson(answer.body);
  if (answer.status === 200 && value !== undefined) return value;
  const error = new RestError(name, answer.status, value);
  if (isUnauthenticated(error)) credentials.renew(proof);
  throw error;
}

/** A token may have run out, or been revoked; a new one is worth one try. */
function isUnauthenticated(error: unknown): boolean {
  return error instanceof RestError && error.code === 401;
}

/** HTTP statuses of what Google's own clients try again. */
const WORTH_ANOTHER: readonly number[] = [408, 429, 499, 500, 502, 503, 504];

/** Any error that is not the service's answer is the network's. */
function isWorthAnother(error: unknown): boolean {
  return !(error instanceof RestError) || WORTH_ANOTHER.includes(error.code);
}
