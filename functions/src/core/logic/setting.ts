import { IntegrationError } from '../event/errors.ts';
import { messageOf } from '../event/error-text.ts';
import { Token, type NamedSecret, type ServiceSource } from './token.ts';

/** A value that the operator sets in the environment, as a handler reads it. */
export class Setting<T = string> extends Token<T> {
  readonly kind = 'setting';
  readonly #read: (text: string) => T;
  readonly #otherwise: T | undefined;

  constructor(name: string, read: (text: string) => T, otherwise: T | undefined) {
    super(requireName(name));
    this.#read = read;
    this.#otherwise = otherwise;
  }

  /** The value of a text. @param text Undefined if the variable is not set. @throws {IntegrationError} `bundle/bad-config` */
  read(text: string | undefined): T {
    if (text === undefined) {
      if (this.#otherwise !== undefined) return this.#otherwise;
      throw missing(this.name, `set it in functions/.env, or give the setting a value with "otherwise"`);
    }
    try {
      return this.#read(text);
    } catch (error) {
      const message = `${this.name} cannot be used: ${messageOf(error).replace(/[^.!?]$/, '$&.')}`;
      throw new IntegrationError('bundle', 'bad-config', message, { cause: error });
    }
  }

  protected override async obtain({ variable }: ServiceSource): Promise<T> {
    return this.read(variable(this.name));
  }
}

/** A secret that the operator sets by value, or by its name in Secret Manager. */
export class Secret extends Token<string> {
  readonly kind = 'secret';
  readonly isWhole: boolean;
  /** All values that are accepted, newest first: during a rotation the other side may still use the older one. */
  readonly accepted: Token<readonly string[]>;

  constructor(name: string, isWhole: boolean) {
    super(requireName(name));
    this.isWhole = isWhole;
    this.accepted = new Accepted(this);
  }

  /** Replaces the accepted values too. */
  override replace(value: string): Disposable {
    return this.accepted.replace([value]);
  }

  protected override async obtain(source: ServiceSource): Promise<string> {
    const [newest] = await this.accepted.get(source);
    if (newest === undefined) throw missingSecret(this.name);
    return newest;
  }
}

class Accepted extends Token<readonly string[]> {
  readonly #secret: NamedSecret;

  constructor(secret: NamedSecret) {
    super(secret.name);
    this.#secret = secret;
  }

  protected override obtain(source: ServiceSource): Promise<readonly string[]> {
    return source.secret(this.#secret);
  }
}

interface Readable<T> {
  /** Makes the value of the text. If it throws, the functions do not start, and its message says why. */
  readonly read: (text: string) => T;
  /** The value if the variable is not set. */
  readonly otherwise?: T;
}

/**
 * Declares a setting; the generator finds it by this call. The functions whose handlers can reach the file do not start
 * without it.
 * @param name The environment variable, written out: `CRM_URL`.
 * @example
 * export const crmUrl = setting('CRM_URL', { read: (text) => new URL(text) });
 * // in a handler
 * const url = await context.use(crmUrl);
 */
export function setting(name: string, options?: { readonly otherwise?: string }): Setting;
export function setting<T>(name: string, options: Readable<T>): Setting<T>;
export function setting(name: string, options: Partial<Readable<unknown>> = {}): Setting<unknown> {
  const { read = (text: string) => text, otherwise } = options;
  return new Setting(name, read, otherwise);
}

/**
 * Declares a secret; the generator finds it by this call. It is set as `CRM_KEY` by value, during a rotation with several
 * values separated by commas, or as `CRM_KEY_NAME` by its name in Secret Manager, whose newest two enabled versions are
 * accepted. A version that is added there is in use within five minutes, without a deploy.
 * @param name The environment variable, written out: `CRM_KEY`.
 * @param options.whole Set it if the value may contain a comma.
 * @example
 * export const crmKey = secret('CRM_KEY');
 * // in a handler
 * const key = await context.use(crmKey);
 */
export function secret(name: string, { whole = false }: { readonly whole?: boolean } = {}): Secret {
  return new Secret(name, whole);
}

/** The error of a secret that is not configured. */
export function missingSecret(name: string): IntegrationError {
  return missing(name, `set it, or ${name}_NAME to a secret in Secret Manager`);
}

function missing(name: string, remedy: string): IntegrationError {
  return new IntegrationError('bundle', 'bad-config', `${name} is not set: ${remedy}.`);
}

const NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

/** @see https://firebase.google.com/docs/functions/config-env#reserved-names */
const RESERVED =
  /^(?:X_GOOGLE_|FIREBASE_|EXT_|FUNCTION_|K_|INTEGRATIONS_)|^(?:PORT|ENTRY_POINT|CLOUD_RUNTIME_CONFIG|(?:GCP|GCLOUD|GOOGLE_CLOUD)_PROJECT)$/;

function requireName(name: string): string {
  const fault = faultOfSettingName(name);
  if (fault === undefined) return name;
  throw new IntegrationError('bundle', 'bad-config', `"${name}" cannot be the name of a setting: ${fault}.`);
}

/** What is wrong with the name of a variable, after "…: "; undefined if it can be used. */
export function faultOfSettingName(name: string): string | undefined {
  if (!NAME.test(name)) return 'write capital letters, digits and single underscores, such as CRM_URL';
  if (RESERVED.test(name)) return 'Firebase, Cloud Run or the engine uses it; choose another one';
  return undefined;
}
