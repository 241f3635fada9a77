import { ApiRefusal, type ApiAnswer, type ApiCall } from '../logic/api-request.ts';
import { ListingApi, type ListingTools } from '../recover/listing-api.ts';

/** A request that changes something at the provider. */
export interface ChangeCall extends ApiCall {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
}

/** Whatever is repeated, a request with one of them has the same effect. */
const REPEATABLE: ReadonlySet<ChangeCall['method']> = new Set(['PUT', 'DELETE']);

/** Replaces a secret in a text. */
const HIDDEN = '[hidden]';

/**
 * Calls a provider's API to register webhooks. `ask` reads, and is repeated as for a list; `change` is repeated only if that
 * cannot do a thing twice.
 */
export class RegistrationApi extends ListingApi {
  /** For a provider's SDK. A redirect would take the key elsewhere, and is refused. */
  readonly fetch: typeof globalThis.fetch;
  readonly #hidden = new Set<string>();

  constructor(provider: string, tools: ListingTools) {
    super(provider, tools);
    const { fetch = globalThis.fetch } = tools;
    this.fetch = (input, init) => fetch(input, { ...init, redirect: 'error' });
  }

  override async key(): Promise<string> {
    const key = await super.key();
    this.hide(key);
    return key;
  }

  /**
   * Changes something. A POST or a PATCH that broke off or was answered by a 5xx may have been done, and is not repeated.
   * @throws {ApiRefusal} if the answer is not a 2xx.
   */
  change(url: string | URL, call: ChangeCall): Promise<ApiAnswer> {
    const target = new URL(url);
    return this.patiently(() => this.once(target, call), { mayBeDone: REPEATABLE.has(call.method) });
  }

  /** Removes something. If it is gone, nothing happens. */
  async drop(url: string | URL, call: Omit<ChangeCall, 'method'> = {}): Promise<void> {
    try {
      await this.change(url, { method: 'DELETE', ...call });
    } catch (error) {
      if (!(error instanceof ApiRefusal && (error.status === 404 || error.status === 410))) throw error;
    }
  }

  /** From now on, {@link withoutSecrets} leaves a text out. */
  hide(text: string): void {
    if (text.length > 3) this.#hidden.add(text);
  }

  /** A text of the provider's without the key and the secrets that were seen. */
  withoutSecrets(text: string): string {
    return [...this.#hidden].reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
  }
}
