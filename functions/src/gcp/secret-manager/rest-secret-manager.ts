import { isJsonObject } from '../../core/event/json.ts';
import { LOOKUP_DEADLINE_MS } from '../../core/secrets/secrets.ts';
import { GoogleRest, RestError, targetOf, type RestTarget } from '../rest/google-rest.ts';
import { SecretManagerRefusal, type AccessedVersion, type SecretManager } from './secret-manager.ts';

/** What an HTTP status says if it is not Google that answers: a proxy does so without Google's name for it. */
const STATUS: Readonly<Record<number, string>> = { 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND' };

/**
 * Secret Manager by its REST interface: what functions read secrets by, the first request of an instance above all.
 * @see https://cloud.google.com/secret-manager/docs/reference/rest
 */
export class RestSecretManager implements SecretManager {
  readonly #rest: GoogleRest;
  readonly #deadlineMs: number;

  /** @param deadlineMs How long each of its methods may take. */
  constructor(target: () => RestTarget = secretManager, deadlineMs = LOOKUP_DEADLINE_MS) {
    this.#rest = new GoogleRest('Secret Manager', target);
    this.#deadlineMs = deadlineMs;
  }

  project(): Promise<string> {
    return this.#rest.project();
  }

  async enabledVersions(secret: string): Promise<readonly string[]> {
    const endsAt = performance.now() + this.#deadlineMs;
    const names: string[] = [];
    let pageToken: string | undefined;
    do {
      const query = new URLSearchParams({ filter: 'state:ENABLED', ...(pageToken !== undefined && { pageToken }) });
      const page = await this.#get(`${pathOf(secret)}/versions?${query.toString()}`, endsAt - performance.now());
      names.push(...namesIn(page));
      pageToken = nextPageIn(page);
    } while (pageToken !== undefined);
    return names;
  }

  async access(version: string): Promise<AccessedVersion> {
    const answer = await this.#get(`${pathOf(version)}:access`, this.#deadlineMs);
    const { name, payload } = isJsonObject(answer) ? answer : {};
    const { data } = isJsonObject(payload) ? payload : {};
    // Its text is not repeated: it may hold the secret.
    if (typeof name !== 'string' || typeof data !== 'string') throw new Error('Secret Manager answered with no value.');
    return { name, value: Buffer.from(data, 'base64').toString('utf8') };
  }

  /** Ends the connections; what is under way fails. */
  close(): Promise<void> {
    return this.#rest.close();
  }

  async #get(path: string, deadlineMs: number): Promise<unknown> {
    try {
      return await this.#rest.call({ method: 'GET', path, deadlineMs });
    } catch (error) {
      const status = error instanceof RestError ? (error.status ?? STATUS[error.code]) : undefined;
      throw error instanceof RestError && status !== undefined ? new SecretManagerRefusal(status, error) : error;
    }
  }
}

function secretManager(): RestTarget {
  return targetOf('secretmanager.googleapis.com', undefined);
}

/** @see https://github.com/googleapis/googleapis/blob/master/google/api/http.proto for what is encoded. */
function pathOf(name: string): string {
  return `/v1/${name.split('/').map(encodeURIComponent).join('/')}`;
}

function namesIn(page: unknown): readonly string[] {
  const versions = isJsonObject(page) ? page['versions'] : undefined;
  if (!Array.isArray(versions)) return [];
  return versions.flatMap((version: unknown) =>
    isJsonObject(version) && typeof version['name'] === 'string' ? [version['name']] : [],
  );
}

/** A page may be short, even empty, with another behind it, so the token alone says which is the last. */
function nextPageIn(page: unknown): string | undefined {
  const token = isJsonObject(page) ? page['nextPageToken'] : undefined;
  return typeof token === 'string' && token !== '' ? token : undefined;
}
