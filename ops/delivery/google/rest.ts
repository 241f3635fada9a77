import { setTimeout as delay } from 'node:timers/promises';
import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import { Failure } from '../../exit.ts';
import { objectAt, objectsAt, textAt, type JsonObject } from './json.ts';

/** What Google answered that was not a success. */
export class GoogleApiError extends Failure {
  override readonly name = 'GoogleApiError';
  /** HTTP status; 0 if no answer came. */
  readonly status: number;
  /** The API that the project has not enabled, such as `pubsub.googleapis.com`, if that is why. */
  readonly disabledApi: string | undefined;

  constructor(status: number, message: string, options?: { cause?: unknown; disabledApi?: string | undefined }) {
    super(message, options);
    this.status = status;
    this.disabledApi = options?.disabledApi;
  }
}

/** What Google answers, or its refusal as a value. */
export async function orRefusal<T>(answer: Promise<T>): Promise<T | GoogleApiError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GoogleApiError) return error;
    throw error;
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
  readonly serviceUsage: string;
  /** Of Firebase's security rules. */
  readonly rules: string;
  readonly scheduler: string;
  readonly bigquery: string;
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
  serviceUsage: 'https://serviceusage.googleapis.com',
  rules: 'https://firebaserules.googleapis.com/v1',
  scheduler: 'https://cloudscheduler.googleapis.com/v1',
  bigquery: 'https://bigquery.googleapis.com/bigquery/v2',
};

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

  /** Deletes a resource. It may be gone already: a request whose answer was lost may have deleted it. @throws {GoogleApiError} */
  async remove(url: string): Promise<void> {
    const refusal = await orRefusal(this.send('DELETE', url));
    if (refusal instanceof GoogleApiError && refusal.status !== 404) throw refusal;
  }

  /** Sends a request, again where the answer says to try later. @throws {GoogleApiError} */
  async send(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: JsonObject): Promise<JsonObject> {
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
      const error = objectAt(answer, 'error');
      const said = textAt(error, 'message') ?? 'no reason was given';
      const message = `Google answered ${status} to ${method} ${pathOf(url)}: ${said}`;
      throw new GoogleApiError(status, message, { disabledApi: disabledApiIn(error, said, url) });
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

/** Some services leave out the details, and tell it by the message alone. @see https://google.aip.dev/193 */
function disabledApiIn(error: JsonObject | undefined, message: string, url: string): string | undefined {
  const info = objectsAt(error, 'details').find((detail) => textAt(detail, 'reason') === 'SERVICE_DISABLED');
  if (info !== undefined) return textAt(objectAt(info, 'metadata'), 'service');
  return /API has not been used in project \S+ before or it is disabled/.test(message) ? new URL(url).host : undefined;
}

function pathOf(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}
