import { IntegrationError } from '../event/errors.ts';

/** The API keys that the operator set. A test may have no more than these. */
export interface KeySource {
  /**
   * The API key of a provider, by value or looked up by name.
   * @throws {IntegrationError} `bad-config` that names the variable to set.
   */
  readonly apiKey: (provider: string) => Promise<string>;
}

/** What tokens are made from: what the operator set. */
export interface ServiceSource extends KeySource {
  /** The value of an environment variable, trimmed; undefined if it is not set, or empty. */
  readonly variable: (name: string) => string | undefined;
  /**
   * The values of a secret that are accepted, newest first: by value, or looked up by name.
   * @throws {IntegrationError} `bad-config` that names the variable to set.
   */
  readonly secret: (secret: NamedSecret) => Promise<readonly string[]>;
  /**
   * The address of the stand-in for a provider's API, which answers what samples bring along. Only the local host has one, and
   * only for a provider whose API key is not set: undefined otherwise, and always in the cloud.
   */
  readonly localApi: (provider: string) => Promise<URL | undefined>;
  /** Another service, a setting or a secret. */
  readonly use: <T>(token: Token<T>) => Promise<T>;
}

/** How a secret is configured. */
export interface NamedSecret {
  /** The variable that holds the value; with `_NAME` behind it, the one that holds the name in Secret Manager. */
  readonly name: string;
  /** Whether a comma is part of the value; otherwise it separates several values. */
  readonly isWhole: boolean;
}

/** What a handler takes from its context with `use`: a service, a setting or a secret. Tests replace its value. */
export abstract class Token<T> {
  readonly name: string;
  #replacement: { readonly value: T } | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** The value. If it is unavailable, the next call tries again. */
  async get(source: KeySource | ServiceSource): Promise<T> {
    return this.#replacement === undefined ? this.obtain(completed(source)) : this.#replacement.value;
  }

  /** Puts another value in its place, in tests. @returns what restores it, for `using`. */
  replace(value: T): Disposable {
    const before = this.#replacement;
    this.#replacement = { value };
    return {
      [Symbol.dispose]: () => {
        this.#replacement = before;
      },
    };
  }

  protected abstract obtain(source: ServiceSource): Promise<T>;
}

/** Sources of API keys alone, each completed once. */
const wholes = new WeakMap<KeySource, ServiceSource>();

/** A source of API keys alone has no settings and no other secrets. */
function completed(source: KeySource | ServiceSource): ServiceSource {
  if ('use' in source) return source;
  const known = wholes.get(source);
  if (known !== undefined) return known;
  const whole: ServiceSource = {
    apiKey: source.apiKey,
    variable: () => undefined,
    secret: ({ name }) => Promise.reject(new IntegrationError('bundle', 'bad-config', `${name} is not set.`)),
    localApi: () => Promise.resolve(undefined),
    use: (token) => token.get(whole),
  };
  wholes.set(source, whole);
  return whole;
}
