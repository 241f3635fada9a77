import type { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { projectId } from '../project.ts';
import { Renewable } from '../renewable.ts';
import { SecretManagerRefusal, type AccessedVersion, type SecretManager } from './secret-manager.ts';

/** Google's names of the gRPC codes that say something about a secret. @see https://grpc.io/docs/guides/status-codes/ */
const STATUS: Readonly<Record<number, string>> = {
  3: 'INVALID_ARGUMENT',
  5: 'NOT_FOUND',
  7: 'PERMISSION_DENIED',
  9: 'FAILED_PRECONDITION',
  16: 'UNAUTHENTICATED',
};

/** A person waits, not a provider. The first call takes the connection's time as well. */
const TOOL_DEADLINE_MS = 20_000;

/** Secret Manager by Google's client: for tools, which have no cold start that it could lengthen. */
export class GrpcSecretManager implements SecretManager {
  readonly #client: Renewable<SecretManagerServiceClient>;
  readonly #callOptions: { readonly timeout: number };

  /**
   * @param load Makes the client.
   * @param deadlineMs How long one call may take.
   */
  constructor(load: () => Promise<SecretManagerServiceClient> = loadClient, deadlineMs = TOOL_DEADLINE_MS) {
    this.#callOptions = { timeout: deadlineMs };
    this.#client = new Renewable(load, (client) => client.close());
  }

  async project(): Promise<string> {
    return projectId() ?? (await this.#client.get()).getProjectId();
  }

  async enabledVersions(secret: string): Promise<readonly string[]> {
    const client = await this.#client.get();
    // It asks for one page after the other.
    const [versions] = await client
      .listSecretVersions({ parent: secret, filter: 'state:ENABLED' }, this.#callOptions)
      .catch(refuse);
    return versions.flatMap(({ name }) => (name ? [name] : []));
  }

  async access(version: string): Promise<AccessedVersion> {
    const client = await this.#client.get();
    const [{ name, payload }] = await client.accessSecretVersion({ name: version }, this.#callOptions).catch(refuse);
    const data = payload?.data ?? '';
    return { name: name ?? version, value: typeof data === 'string' ? data : Buffer.from(data).toString('utf8') };
  }

  /** Ends the connection; what is under way fails. */
  close(): Promise<void> {
    return this.#client.close();
  }
}

async function loadClient(): Promise<SecretManagerServiceClient> {
  const { SecretManagerServiceClient } = await import('@google-cloud/secret-manager');
  return new SecretManagerServiceClient();
}

function refuse(error: unknown): never {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
  const status = code === undefined ? undefined : STATUS[code];
  throw error instanceof Error && status !== undefined ? new SecretManagerRefusal(status, error) : error;
}
