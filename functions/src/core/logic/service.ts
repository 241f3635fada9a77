import { Token, type ServiceSource } from './token.ts';

/** A typed token for an SDK client or the like: created on first use, once per instance, replaceable in tests. */
export class Service<T> extends Token<T> {
  readonly #make: (source: ServiceSource) => T | Promise<T>;
  #made: Promise<T> | undefined;

  constructor(name: string, make: (source: ServiceSource) => T | Promise<T>) {
    super(name);
    this.#make = make;
  }

  protected override obtain(source: ServiceSource): Promise<T> {
    this.#made ??= this.#try(source);
    return this.#made;
  }

  async #try(source: ServiceSource): Promise<T> {
    try {
      return await this.#make(source);
    } catch (error) {
      this.#made = undefined;
      throw error;
    }
  }
}

/**
 * Declares a service.
 * @param make Runs on first use, once per instance. If it fails, the command that asked for the service fails, and the next
 *   use runs it again. It must not call the service: a slow start delays every handler that waits for it.
 * @example
 * export const stripeClient = service('stripe', async ({ apiKey }) => {
 *   const { default: Stripe } = await import('stripe');
 *   return new Stripe(await apiKey('stripe'));
 * });
 */
export function service<T>(name: string, make: (source: ServiceSource) => T | Promise<T>): Service<T> {
  return new Service(name, make);
}
