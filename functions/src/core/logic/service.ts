import { Token, type ServiceSource } from './token.ts';

/** A typed token for an SDK client or the like: created on first use, once per instance, replaceable in tests. */
export class Service<T> extends Token<T> {
  readonly #make: (source: ServiceSource) => T | Promise<T>;
  /** By their sources: what was made with the keys of one is never given to another, as a test that has no keys. */
  readonly #made = new WeakMap<ServiceSource, Promise<T>>();

  constructor(name: string, make: (source: ServiceSource) => T | Promise<T>) {
    super(name);
    this.#make = make;
  }

  protected override obtain(source: ServiceSource): Promise<T> {
    const known = this.#made.get(source);
    if (known !== undefined) return known;
    const made = Promise.resolve(source).then(this.#make);
    this.#made.set(source, made);
    made.catch(() => this.#made.delete(source));
    return made;
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
