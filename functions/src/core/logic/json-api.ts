import { isJsonObject } from '../event/json.ts';
import { ApiRefusal, askApi } from './api-request.ts';

/** A JSON object that an API answered. */
type Found = Readonly<Record<string, unknown>>;

interface JsonApiOptions {
  /** Where the API is: `https://api.acme.example`. */
  readonly url: URL;
  /** What authenticates a request. */
  readonly headers: (signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;
  /** Called if the API answers 401: what authenticated may have been revoked. */
  readonly refused?: () => void;
}

/** Well below the timeout of a function. */
const TIMEOUT_MS = 10_000;

/** Reads a provider's API, for handlers of an integration that has no SDK. */
export class JsonApi {
  readonly #provider: string;
  readonly #options: JsonApiOptions;

  constructor(provider: string, options: JsonApiOptions) {
    this.#provider = provider;
    this.#options = options;
  }

  /**
   * What is at a path.
   * @param path With its query, as in `/v1/charges/ch_1`. Encode what comes from an event.
   * @param signal That of the handler's context.
   * @returns undefined if the provider no longer has it: 404 or 410.
   * @throws {ApiRefusal} for any other answer than a JSON object. @throws {IntegrationError} `bad-config`
   */
  async get(path: `/${string}`, signal: AbortSignal): Promise<Found | undefined> {
    const { url, headers, refused } = this.#options;
    const target = new URL(path, url);
    const within = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const call = { headers: await headers(within) };
    try {
      const { json } = await askApi(this.#provider, target, call, { signal: within });
      if (isJsonObject(json)) return json;
    } catch (error) {
      if (error instanceof ApiRefusal && (error.status === 404 || error.status === 410)) return undefined;
      if (error instanceof ApiRefusal && error.status === 401) refused?.();
      throw error;
    }
    throw new TypeError(`What is at ${target.pathname} is not a JSON object.`);
  }
}
