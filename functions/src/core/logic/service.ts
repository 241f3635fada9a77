/** What a service is made from: the settings that the operator gave. */
export interface ServiceSource {
  /**
   * The API key of a provider, by value or looked up by name.
   * @throws {IntegrationError} `bad-config` that names the variable to set.
   */
  readonly apiKey: (provider: string) => Promise<string>;
}

/** A typed token for an SDK client or the like: created on first use, once per instance, replaceable in tests. */
export class Service<T> {
  readonly name: string;
  readonly #make: (source: ServiceSource) => T | Promise<T>;
  #made: Promise<T> | undefined;

  constructor(name: string, make: (source: ServiceSource) => T | Promise<T>) {
    this.name = name;
    this.#make = make;
  }

  /** The service. If it could not be created, the next call tries again. */
  get(source: ServiceSource): Promise<T> {
    this.#made ??= this.#try(source);
    return this.#made;
  }

  /** Puts another service in its place, in tests. @returns what restores it, for `using`. */
  replace(service: T): Disposable {
    const before = this.#made;
    this.#made = Promise.resolve(service);
    return {
      [Symbol.dispose]: () => {
        this.#made = before;
      },
    };
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
