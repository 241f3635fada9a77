import type { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { LOOKUP_DEADLINE_MS } from '../core/ingest/secrets.ts';
import type { Logger } from '../core/logger.ts';
import { SecretAccessError, type SecretStore, type SecretVersion } from '../core/ports.ts';
import { projectId } from './project.ts';
import { Renewable } from './renewable.ts';

/** gRPC status codes. @see https://grpc.io/docs/guides/status-codes/ */
const UNKNOWN = 2;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
/** What a version that is disabled or destroyed answers. */
const FAILED_PRECONDITION = 9;
const UNAUTHENTICATED = 16;

/** How many versions are accepted at a time: the new one, and the one that it replaces. */
const ACCEPTED_VERSIONS = 2;
const CALL_OPTIONS = { timeout: LOOKUP_DEADLINE_MS };

/** Secrets from Secret Manager. */
export class SecretManagerStore implements SecretStore {
  readonly #log: Logger;
  readonly #warned = new Set<string>();
  readonly #client: Renewable<SecretManagerServiceClient>;

  /** @param load Makes the client. */
  constructor(log: Logger, load: () => Promise<SecretManagerServiceClient> = loadClient) {
    this.#log = log;
    this.#client = new Renewable(load, (client) => client.close());
  }

  async versions(name: string): Promise<readonly SecretVersion[]> {
    try {
      const client = await this.#client.get();
      const [, secret, pinned] = /^(.*?)(?:\/versions\/([^/]+))?$/.exec(await fullName(client, name)) ?? [];
      if (secret === undefined) throw new SecretAccessError('not-found', `"${name}" is no name of a secret.`);
      const wanted = pinned === undefined ? await this.#newest(client, secret) : [`${secret}/versions/${pinned}`];
      return await readAll(client, wanted);
    } catch (error) {
      throw SecretAccessError.is(error) ? error : accessError(error);
    }
  }

  /** Resource names of the newest enabled versions, newest first. */
  async #newest(client: SecretManagerServiceClient, secret: string): Promise<readonly string[]> {
    try {
      const [versions] = await client.listSecretVersions({ parent: secret, filter: 'state:ENABLED' }, CALL_OPTIONS);
      return versions
        .flatMap(({ name }) => (name ? [name] : []))
        .toSorted((a, b) => Number(numberOf(b)) - Number(numberOf(a)))
        .slice(0, ACCEPTED_VERSIONS);
    } catch (error) {
      if (codeOf(error) !== PERMISSION_DENIED) throw error;
      this.#warn(secret);
      return [`${secret}/versions/latest`];
    }
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

async function loadClient(): Promise<SecretManagerServiceClient> {
  const { SecretManagerServiceClient } = await import('@google-cloud/secret-manager');
  return new SecretManagerServiceClient();
}

async function fullName(client: SecretManagerServiceClient, name: string): Promise<string> {
  if (name.startsWith('projects/')) return name;
  return `projects/${projectId() ?? (await client.getProjectId())}/secrets/${name}`;
}

/** Reads the versions. An older one that was disabled meanwhile is left out; the newest one has to be there. */
async function readAll(
  client: SecretManagerServiceClient,
  names: readonly string[],
): Promise<readonly SecretVersion[]> {
  const reads = await Promise.allSettled(names.map((name) => read(client, name)));
  return reads.flatMap((outcome, index) => {
    if (outcome.status === 'fulfilled') return [outcome.value];
    const gone = [NOT_FOUND, FAILED_PRECONDITION].includes(codeOf(outcome.reason) ?? UNKNOWN);
    if (gone && index > 0) return [];
    throw outcome.reason;
  });
}

async function read(client: SecretManagerServiceClient, name: string): Promise<SecretVersion> {
  const [response] = await client.accessSecretVersion({ name }, CALL_OPTIONS);
  const data = response.payload?.data ?? '';
  const value = typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
  // The answer names the version that `latest` stands for.
  return { value, version: numberOf(response.name ?? name) };
}

function numberOf(versionName: string): string {
  return versionName.slice(versionName.lastIndexOf('/') + 1);
}

function accessError(cause: unknown): SecretAccessError {
  const code = codeOf(cause) ?? UNKNOWN;
  if ([NOT_FOUND, FAILED_PRECONDITION].includes(code)) {
    return new SecretAccessError('not-found', 'Secret Manager has no such secret, or no enabled version of it.', {
      cause,
    });
  }
  if ([PERMISSION_DENIED, UNAUTHENTICATED].includes(code)) {
    return new SecretAccessError('denied', 'Secret Manager refuses to show the secret to this service account.', {
      cause,
    });
  }
  return new SecretAccessError('unreachable', 'Secret Manager could not be asked.', { cause });
}

function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
