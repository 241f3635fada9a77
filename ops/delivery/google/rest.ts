import { setTimeout as delay } from 'node:timers/promises';
import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import { Failure } from '../../exit.ts';

/** What Google answered that was no success. */
export class GoogleApiError extends Failure {
  override readonly name = 'GoogleApiError';
  /** HTTP status; 0 where no answer came. */
  readonly status: number;

  constructor(status: number, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.status = status;
  }
}

/** Where each of Google's services answers; tests put their own addresses here. */
export interface Endpoints {
  readonly pubsub: string;
  readonly functions: string;
  readonly run: string;
  readonly eventarc: string;
  readonly firestore: string;
  readonly projects: string;
  readonly monitoring: string;
  readonly storage: string;
  readonly secrets: string;
  readonly logging: string;
  readonly dashboards: string;
}

export const GOOGLE_ENDPOINTS: Endpoints = {
  pubsub: 'https://pubsub.googleapis.com/v1',
  functions: 'https://cloudfunctions.googleapis.com/v2',
  run: 'https://run.googleapis.com/v2',
  eventarc: 'https://eventarc.googleapis.com/v1',
  firestore: 'https://firestore.googleapis.com/v1',
  projects: 'https://cloudresourcemanager.googleapis.com/v3',
  monitoring: 'https://monitoring.googleapis.com/v3',
  storage: 'https://storage.googleapis.com/storage/v1',
  secrets: 'https://secretmanager.googleapis.com/v1',
  logging: 'https://logging.googleapis.com/v2',
  dashboards: 'https://monitoring.googleapis.com/v1',
};

export type JsonObject = Readonly<Record<string, unknown>>;

interface RestOptions {
  /** Makes the headers that say who asks. */
  readonly headers: () => Promise<Headers>;
  /** Waits before a request is sent again. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

const TIMEOUT_MS = 30_000;
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
/** Answers that say to try later. Every request here may be sent again: it sets, or is guarded by an etag. */
const TRY_AGAIN: ReadonlySet<number> = new Set([0, 429, 500, 502, 503, 504]);

/** Google's REST interfaces: JSON in and out, one retry policy, one kind of error. */
export class GoogleRest {
  readonly #headers: () => Promise<Headers>;
  readonly #pause: (ms: number) => Promise<unknown>;

  constructor({ headers, pause = delay }: RestOptions) {
    this.#headers = headers;
    this.#pause = pause;
  }

  /** Reads a resource. @throws {GoogleApiError} */
  get(url: string): Promise<JsonObject> {
    return this.send('GET', url);
  }

  /** Reads a resource that may be missing. @throws {GoogleApiError} for anything but a 404. */
  async find(url: string): Promise<JsonObject | undefined> {
    try {
      return await this.get(url);
    } catch (error) {
      if (error instanceof GoogleApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Sends a request, again where the answer says to try later. @throws {GoogleApiError} */
  async send(method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, body?: JsonObject): Promise<JsonObject> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#sendOnce(method, url, body);
      } catch (error) {
        if (!(error instanceof GoogleApiError) || !TRY_AGAIN.has(error.status) || attempt === ATTEMPTS) throw error;
        await this.#pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      }
    }
  }

  async #sendOnce(method: string, url: string, body: JsonObject | undefined): Promise<JsonObject> {
    const headers = new Headers(await this.#headers());
    if (body !== undefined) headers.set('content-type', 'application/json');
    const { status, text } = await exchange(url, {
      method,
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = jsonObject(text);
    if (status < 200 || status > 299) {
      const reason = isJsonObject(answer?.['error']) ? answer['error']['message'] : undefined;
      const said = typeof reason === 'string' ? reason : 'no reason was given';
      throw new GoogleApiError(status, `Google answered ${status} to ${method} ${pathOf(url)}: ${said}`);
    }
    return answer ?? {};
  }
}

async function exchange(url: string, request: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, request);
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw new GoogleApiError(0, `${new URL(url).host} cannot be reached; check the network and run this again.`, {
      cause,
    });
  }
}

function jsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function pathOf(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}
