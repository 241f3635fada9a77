import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, parseJson } from '../functions/src/core/event/json.ts';
import type { SampleSecret } from '../functions/src/core/integration/samples.ts';
import { SecretAccessError, type SecretStore, type SecretVersion } from '../functions/src/core/ports.ts';
import type { Environment } from '../functions/src/core/config/settings.ts';
import { writePrivately } from './private-file.ts';

/** The secrets that were made for local use, kept in the state folder and readable by its owner alone. */
export class MadeSecrets {
  readonly path: string;

  constructor(stateDir: string) {
    this.path = join(stateDir, 'secrets.json');
  }

  get(provider: string): SampleSecret | undefined {
    const secret = this.#all()[provider];
    return isSecret(secret) ? secret : undefined;
  }

  /** The provider's secret; made if there is none yet. */
  async ensure(provider: string, make: () => SampleSecret | Promise<SampleSecret>): Promise<SampleSecret> {
    const known = this.get(provider);
    if (known !== undefined) return known;
    const made = await make();
    this.#write({ ...this.#all(), [provider]: made });
    return made;
  }

  #all(): Record<string, unknown> {
    const value = existsSync(this.path) ? parseJson(readFileSync(this.path, 'utf8')) : undefined;
    return isJsonObject(value) ? value : {};
  }

  #write(secrets: Record<string, unknown>): void {
    writePrivately(this.path, `${JSON.stringify(secrets, null, 2)}\n`);
  }
}

/**
 * Stands in for Secret Manager: a secret's value is the environment variable of its short name, as it is
 * written or in capitals with underscores. Nothing is looked up on the network.
 */
export class EnvironmentSecrets implements SecretStore {
  readonly #environment: Environment;

  constructor(environment: Environment = process.env) {
    this.#environment = environment;
  }

  async versions(name: string): Promise<readonly SecretVersion[]> {
    const value = this.find(name);
    if (value !== undefined) return [{ value, version: 'local' }];
    const message = `Secret Manager is not asked by the local host; set ${variableOfSecret(name)} in functions/.secret.local.`;
    throw new SecretAccessError('not-found', message);
  }

  /** The value of a secret, or undefined. */
  find(name: string): string | undefined {
    return namesOf(name).flatMap((variable) => this.#environment[variable] || [])[0];
  }
}

/** `projects/p/secrets/my-secret/versions/3` → `my-secret`, `MY_SECRET`. */
function namesOf(name: string): readonly [string, string] {
  const short = /(?:^|\/secrets\/)([^/]+)(?:\/versions\/[^/]+)?$/.exec(name)?.[1] ?? name;
  return [short, short.replaceAll('-', '_').toUpperCase()];
}

/** The variable that stands for a secret: `MY_SECRET` for `my-secret`. */
export function variableOfSecret(name: string): string {
  return namesOf(name)[1];
}

function isSecret(value: unknown): value is SampleSecret {
  return isJsonObject(value) && typeof value['configured'] === 'string' && typeof value['signing'] === 'string';
}
