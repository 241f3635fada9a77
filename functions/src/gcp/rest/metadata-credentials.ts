import { isJsonObject, parseJson } from '../../core/event/json.ts';
import { systemClock, type Clock } from '../../core/ports.ts';
import type { Credentials } from './credentials.ts';
import { httpCall } from './http-call.ts';

/** The metadata server hands out one token until five minutes before its end, and a new one from then on. */
const RENEWED_BEFORE_END_MS = 4 * 60_000;
const ANSWER_DEADLINE_MS = 2_000;

interface Token {
  readonly headers: Readonly<Record<string, string>>;
  /** Unix time in milliseconds. */
  readonly endsAt: number;
}

/**
 * The service account that a Cloud Run instance runs as, from its metadata server.
 * @see https://cloud.google.com/run/docs/container-contract#metadata-server
 */
export class MetadataCredentials implements Credentials {
  readonly #server: string;
  readonly #clock: Clock;
  #token: Promise<Token> | undefined;
  /** Headers that a service did not take. */
  #refused: Token['headers'] | undefined;

  /** @param server `host` or `host:port`. */
  constructor(server = process.env['GCE_METADATA_HOST'] ?? '169.254.169.254', clock = systemClock) {
    this.#server = server;
    this.#clock = clock;
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    const flight = (this.#token ??= this.#fetch(undefined));
    const token = await flight;
    const isRefused = token.headers === this.#refused;
    if (!isRefused && this.#now() < token.endsAt - RENEWED_BEFORE_END_MS) return token.headers;
    // One renewal for all who ask meanwhile.
    if (this.#token === flight) this.#token = this.#fetch(isRefused ? undefined : token);
    return (await (this.#token ??= this.#fetch(undefined))).headers;
  }

  async projectId(): Promise<string> {
    return this.#get('project/project-id');
  }

  renew(refused: Token['headers']): void {
    this.#refused = refused;
  }

  /** @param old Serves on where the server does not answer. */
  async #fetch(old: Token | undefined): Promise<Token> {
    try {
      return tokenIn(await this.#get('instance/service-accounts/default/token'), this.#now());
    } catch (error) {
      if (old !== undefined && this.#now() < old.endsAt) return old;
      this.#token = undefined;
      throw error;
    }
  }

  async #get(path: string): Promise<string> {
    const { status, body } = await httpCall({
      url: `http://${this.#server}/computeMetadata/v1/${path}`,
      method: 'GET',
      headers: { 'metadata-flavor': 'Google' },
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
    // Its text is not repeated: it may hold a token.
    if (status !== 200) throw new Error(`The metadata server answered ${status} for ${path}.`);
    return body;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

function tokenIn(body: string, now: number): Token {
  const answer = parseJson(body);
  const { access_token: token, expires_in: seconds } = isJsonObject(answer) ? answer : {};
  if (typeof token !== 'string' || typeof seconds !== 'number')
    throw new Error('The metadata server gave no access token.');
  return { headers: { authorization: `Bearer ${token}` }, endsAt: now + seconds * 1000 };
}
