import type { Logger } from '../../core/telemetry/logger.ts';
import { SecretAccessError, type SecretStore, type SecretVersion } from '../../core/ports.ts';
import { SecretManagerRefusal, type SecretManager } from './secret-manager.ts';

/** What a version answers that is not there, one that is disabled or destroyed, and one that can never be. */
const GONE: readonly (string | undefined)[] = ['NOT_FOUND', 'FAILED_PRECONDITION', 'INVALID_ARGUMENT'];
const DENIED: readonly (string | undefined)[] = ['PERMISSION_DENIED', 'UNAUTHENTICATED'];

/** How many versions are accepted at a time: the new one, and the one that it replaces. */
const ACCEPTED_VERSIONS = 2;

/**
 * A secret's resource name, and the version where one is pinned.
 * @see https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets/create for the letters of a name.
 */
const RESOURCE = /^(projects\/[a-z0-9][a-z0-9.:-]*\/secrets\/[\w-]+)(?:\/versions\/([\w-]+))?$/i;

/** Secrets from Secret Manager. */
export class SecretManagerStore implements SecretStore {
  readonly #log: Logger;
  readonly #secretManager: SecretManager;
  readonly #warned = new Set<string>();

  constructor(log: Logger, secretManager: SecretManager) {
    this.#log = log;
    this.#secretManager = secretManager;
  }

  async versions(
    name: string,
    { unlisted = false }: { readonly unlisted?: boolean } = {},
  ): Promise<readonly SecretVersion[]> {
    try {
      const [, secret, pinned] = RESOURCE.exec(await this.#fullName(name)) ?? [];
      if (secret === undefined) throw noName(name);
      if (pinned !== undefined) return [await this.#read(`${secret}/versions/${pinned}`)];
      return await (unlisted ? this.#newestByNumber(secret) : this.#newest(secret));
    } catch (error) {
      throw SecretAccessError.is(error) ? error : accessError(error);
    }
  }

  async #fullName(name: string): Promise<string> {
    return name.startsWith('projects/') ? name : `projects/${await this.#secretManager.project()}/secrets/${name}`;
  }

  /**
   * The newest enabled versions, newest first. An older one that was disabled meanwhile is left out; the newest one
   * has to be there.
   */
  async #newest(secret: string): Promise<readonly SecretVersion[]> {
    // Beside the list and not after it: nearly always it is the newest of those that are listed.
    const reading = this.#read(`${secret}/versions/latest`);
    const latest = reading.catch(() => undefined);
    const listed = await this.#listed(secret);
    if (listed === undefined) return [await reading];
    const reads = await Promise.allSettled(
      listed.map(async (name, index) => {
        const early = index === 0 ? await latest : undefined;
        return early?.version === numberOf(name) ? early : this.#read(name);
      }),
    );
    return reads.flatMap((outcome, index) => {
      if (outcome.status === 'fulfilled') return [outcome.value];
      if (GONE.includes(statusOf(outcome.reason)) && index > 0) return [];
      throw outcome.reason;
    });
  }

  /**
   * The latest version, and the one before it by its number, without a list: a project may list 600 times a
   * minute, and read 90,000 values.
   * @see https://cloud.google.com/secret-manager/quotas
   */
  async #newestByNumber(secret: string): Promise<readonly SecretVersion[]> {
    const latest = await this.#read(`${secret}/versions/latest`).catch((error: unknown) => {
      // The latest version is disabled or destroyed: an earlier one may be enabled.
      if (statusOf(error) === 'FAILED_PRECONDITION') return undefined;
      throw error;
    });
    if (latest === undefined) return this.#newest(secret);
    const before = Number(latest.version) - 1;
    if (!(before >= 1)) return [latest];
    try {
      return [latest, await this.#read(`${secret}/versions/${before}`)];
    } catch (error) {
      if (!GONE.includes(statusOf(error))) throw error;
      return [latest];
    }
  }

  /** Resource names of the newest enabled versions, newest first; undefined if they may not be listed. */
  async #listed(secret: string): Promise<readonly string[] | undefined> {
    try {
      const names = await this.#secretManager.enabledVersions(secret);
      return names.toSorted((a, b) => Number(numberOf(b)) - Number(numberOf(a))).slice(0, ACCEPTED_VERSIONS);
    } catch (error) {
      if (statusOf(error) !== 'PERMISSION_DENIED') throw error;
      this.#warn(secret);
      return undefined;
    }
  }

  async #read(name: string): Promise<SecretVersion> {
    const { name: answered, value } = await this.#secretManager.access(name);
    return { value, version: numberOf(answered) };
  }

  #warn(secret: string): void {
    if (this.#warned.has(secret)) return;
    this.#warned.add(secret);
    this.#log.warn(
      'Only the latest version of a secret is accepted, since its versions may not be listed; grant roles/secretmanager.viewer so that a rotation overlaps',
      { secret },
    );
  }
}

function numberOf(versionName: string): string {
  return versionName.slice(versionName.lastIndexOf('/') + 1);
}

function noName(name: string): SecretAccessError {
  const what = name.includes('/locations/')
    ? 'names a regional secret, which cannot be read'
    : 'is not a valid secret name';
  return new SecretAccessError(
    'not-found',
    `"${name}" ${what}; write my-secret, or projects/my-project/secrets/my-secret.`,
  );
}

function accessError(cause: unknown): SecretAccessError {
  const status = statusOf(cause);
  if (GONE.includes(status)) {
    return new SecretAccessError('not-found', 'Secret Manager has no such secret, or no enabled version of it.', {
      cause,
    });
  }
  if (DENIED.includes(status)) {
    return new SecretAccessError('denied', 'Secret Manager refuses to show the secret to this service account.', {
      cause,
    });
  }
  return new SecretAccessError('unreachable', 'Secret Manager could not be asked.', { cause });
}

function statusOf(error: unknown): string | undefined {
  return error instanceof SecretManagerRefusal ? error.status : undefined;
}
