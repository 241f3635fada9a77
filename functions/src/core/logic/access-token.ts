import { isJsonObject, isText } from '../event/json.ts';
import { titleOf } from '../event/names.ts';

/** A token is not used in its last minute. */
const MARGIN_MS = 60_000;

/** Asks for a token, as OAuth 2.0 answers it. */
export type TokenRequest = (signal: AbortSignal) => Promise<unknown>;

/**
 * A provider's access token, which is asked for on first use and again before it ends.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
export class AccessToken {
  readonly #provider: string;
  readonly #request: TokenRequest;
  #current: { readonly value: string; readonly until: number } | undefined;

  constructor(provider: string, request: TokenRequest) {
    this.#provider = provider;
    this.#request = request;
  }

  /** The header that a request carries. */
  async headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    return { authorization: `Bearer ${await this.#get(signal)}` };
  }

  /** The next request asks for another token: this one was refused. */
  drop(): void {
    this.#current = undefined;
  }

  async #get(signal: AbortSignal): Promise<string> {
    if (this.#current !== undefined && Date.now() < this.#current.until) return this.#current.value;
    const answer = await this.#request(signal);
    const { access_token: value, expires_in: seconds } = isJsonObject(answer) ? answer : {};
    if (!isText(value)) throw new TypeError(`${titleOf(this.#provider)} answered without an access token.`);
    this.#current = { value, until: Date.now() + (typeof seconds === 'number' ? seconds * 1_000 - MARGIN_MS : 0) };
    return value;
  }
}
