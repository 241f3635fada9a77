import { setTimeout } from 'node:timers/promises';
import { variableOf } from '../config/settings.ts';
import { isJsonObject, isText } from '../event/json.ts';
import { ApiRefusal, askApi, type ApiAnswer, type ApiCall } from '../logic/api-request.ts';
import type { ServiceSource, Token } from '../logic/token.ts';
import { SecretAccessError } from '../ports.ts';

/** How fast a provider may be asked. */
export interface RequestBudget {
  readonly perSecond: number;
}

/** What calls a provider takes; tests replace both. */
export interface ListingTools {
  readonly services: ServiceSource;
  readonly fetch?: typeof globalThis.fetch;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Waits after a refusal that does not say how long. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000];

/** A provider that asks for more is asked by the next run. */
const LONGEST_WAIT_MS = 60_000;

const REQUEST_TIMEOUT_MS = 30_000;

const TOO_MANY_REQUESTS = 429;

/**
 * Calls a provider's API within its budget, and again after a dropped connection, a 5xx or a 429. It waits as long as
 * `Retry-After` says.
 */
export class ListingApi {
  readonly services: ServiceSource;
  readonly #provider: string;
  readonly #gapMs: number;
  readonly #fetch: typeof globalThis.fetch;
  readonly #wait: (ms: number) => Promise<unknown>;
  #before: Promise<unknown> | undefined;

  constructor(
    provider: string,
    { services, fetch = globalThis.fetch, wait = setTimeout }: ListingTools,
    budget?: RequestBudget,
  ) {
    this.services = services;
    this.#provider = provider;
    this.#gapMs = budget === undefined ? 0 : 1_000 / budget.perSecond;
    this.#fetch = fetch;
    this.#wait = wait;
  }

  /** The provider's API key. */
  key(): Promise<string> {
    return this.services.apiKey(this.#provider);
  }

  /**
   * The secrets that the provider's webhook accepts, as far as this function may read them; empty if it may not.
   * @throws {SecretAccessError} if they are out of reach for now.
   */
  async webhookSecrets(): Promise<readonly string[]> {
    const name = variableOf(this.#provider, 'WebhookSecret');
    return this.services.secret({ name, isWhole: false }).catch((error: unknown) => {
      if (SecretAccessError.is(error) && error.reason === 'unreachable') throw error;
      return [];
    });
  }

  /** A setting of the lister. */
  use<T>(token: Token<T>): Promise<T> {
    return token.get(this.services);
  }

  /**
   * Asks for JSON.
   * @param isLimited Whether a 200 says that there were too many requests, as GraphQL does. It is asked again like a 429.
   * @throws {ApiRefusal} if the answer is not a 2xx.
   */
  ask(url: string | URL, call: ApiCall, isLimited?: (json: unknown) => boolean): Promise<ApiAnswer> {
    const target = new URL(url);
    return this.patiently(async () => {
      const answer = await this.once(target, call);
      if (isLimited?.(answer.json))
        throw new ApiRefusal(this.#provider, target, { ...answer, status: TOO_MANY_REQUESTS });
      return answer;
    });
  }

  /** One request, whatever its turn is. */
  protected once(target: URL, call: ApiCall): Promise<ApiAnswer> {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    return askApi(this.#provider, target, call, { signal, fetch: this.#fetch });
  }

  /**
   * Makes a request in its turn, and again while that may help.
   * @param options.mayBeDone Whether it may be repeated although the provider may have done what it asked for. Default: true.
   */
  async patiently<T>(request: () => Promise<T>, { mayBeDone = true }: Repetition = {}): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      await this.#turn();
      try {
        return await request();
      } catch (error) {
        const usual = WAITS_MS[attempt];
        const wait = usual === undefined ? undefined : waitAfter(error, usual, mayBeDone);
        if (wait === undefined || wait > LONGEST_WAIT_MS) throw error;
        await this.#wait(wait);
      }
    }
  }

  /** Spreads the requests of the budget evenly. */
  async #turn(): Promise<void> {
    if (this.#gapMs === 0) return;
    const turn = this.#before;
    this.#before = (turn ?? Promise.resolve()).then(() => this.#wait(this.#gapMs));
    await turn;
  }
}

/** How long to wait before the request is repeated, in milliseconds; undefined if that cannot help or may do it twice. */
function waitAfter(error: unknown, usual: number, mayBeDone: boolean): number | undefined {
  if (isBroken(error)) return mayBeDone ? usual : undefined;
  const refusal = refusalIn(error);
  if (refusal === undefined) return undefined;
  const { status, header } = refusal;
  const isLimited = status === TOO_MANY_REQUESTS || (status === 403 && isExhausted(header));
  if (!isLimited && (status < 500 || !mayBeDone)) return undefined;
  return askedWait(header) ?? usual;
}

interface Repetition {
  readonly mayBeDone?: boolean;
}

/** Whether `fetch` says that a connection broke or took too long. */
export function isBroken(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
}

interface Refusal {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
}

/** A refusal of ours, or an SDK's of a request beyond the limits: SDKs repeat a request themselves after a 5xx. */
function refusalIn(error: unknown): Refusal | undefined {
  if (error instanceof ApiRefusal) {
    return { status: error.status, header: (name) => error.headers.get(name) ?? undefined };
  }
  if (!(error instanceof Error) || !('statusCode' in error) || error.statusCode !== TOO_MANY_REQUESTS) return undefined;
  const headers = 'headers' in error && isJsonObject(error.headers) ? error.headers : {};
  const header = (name: string) => (isText(headers[name]) ? headers[name] : undefined);
  return { status: error.statusCode, header };
}

/** GitHub answers 403 to requests beyond its limits. @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function isExhausted(header: Refusal['header']): boolean {
  return header('retry-after') !== undefined || header('x-ratelimit-remaining') === '0';
}

/** What the provider asks for: seconds or a date in `Retry-After`, or the end of its window in Unix seconds. */
function askedWait(header: Refusal['header']): number | undefined {
  const after = header('retry-after');
  if (after !== undefined) return /^\d+$/.test(after) ? Number(after) * 1_000 : until(Date.parse(after));
  const reset = header('x-ratelimit-reset') ?? header('x-rate-limit-reset');
  return reset !== undefined && /^\d{10}$/.test(reset) ? until(Number(reset) * 1_000) : undefined;
}

function until(time: number): number | undefined {
  return Number.isNaN(time) ? undefined : Math.max(0, time - Date.now());
}
