import { separatedSecrets } from '../../functions/src/core/config/settings.ts';
import type { SecretStore } from '../../functions/src/core/ports.ts';
import { SecretAccessError } from '../../functions/src/core/ports.ts';
import { textAt } from '../delivery/google/json.ts';
import { GoogleApiError, type Endpoints, type GoogleRest } from '../delivery/google/rest.ts';
import { parseSecretName } from '../doctor/secret-name.ts';
import { Failure } from '../exit.ts';

/** Where the receiver finds a secret. No value of it is ever shown. */
export interface SecretKeeper {
  /** For people: `the secret stripe-webhook of my-project`. */
  readonly where: string;
  /** How long the receiver may go on without what was added last, in milliseconds. It asks at once if no known secret verifies. */
  readonly delayMs: number;
  /** What has to be done before the receiver takes a secret that was added, if it is not by itself. */
  readonly afterwards?: string | undefined;
  /** The accepted values, newest first. */
  held(): Promise<readonly string[]>;
  /**
   * Adds one as the newest. The one before is accepted beside it.
   * @param beside What stays accepted beside it and whatever is added later, since other webhooks sign with it.
   */
  add(value: string, beside?: readonly string[]): Promise<void>;
}

/** As long as a function keeps what it has looked up. */
const CACHE_MS = 5 * 60_000;

/** What adding a version needs. */
export interface SecretManagerAccess {
  readonly project: string;
  readonly rest: GoogleRest;
  readonly endpoints: Pick<Endpoints, 'secrets'>;
  /** Reads as the functions do. */
  readonly store: SecretStore;
  /** Whether a comma is part of the value: then a version holds one. */
  readonly isWhole: boolean;
}

/** A secret of Secret Manager: what is added is a new version, in use without a deploy. */
export class SecretVersions implements SecretKeeper {
  readonly where: string;
  readonly delayMs = CACHE_MS;
  afterwards: string | undefined;
  protected readonly access: SecretManagerAccess;
  /** Of the secret itself. */
  protected readonly url: string;
  readonly #name: string;
  readonly #id: string;
  /** Of the secrets of its project. */
  readonly #secrets: string;

  /** @throws {Failure} if a version is pinned, which a new one would not replace. */
  constructor(name: string, access: SecretManagerAccess) {
    const { project = access.project, id, version } = parseSecretName(name);
    if (version !== undefined && version !== 'latest') {
      throw new Failure(`${name} pins version ${version}, so a new one would not be used: name the secret without it.`);
    }
    this.where = `the secret ${id} of ${project}`;
    this.#name = name;
    this.#id = id;
    this.#secrets = `${access.endpoints.secrets}/projects/${project}/secrets`;
    this.url = `${this.#secrets}/${id}`;
    this.access = access;
  }

  async held(): Promise<readonly string[]> {
    return (await this.#versions().catch(noneYet)).flat();
  }

  async add(value: string, beside: readonly string[] = []): Promise<void> {
    const { rest, isWhole } = this.access;
    if ((await rest.find(this.url)) === undefined) await this.#create();
    // Several secrets in one version are those of several webhooks: the newest two versions have to hold them all.
    const [newest = []] = await this.#versions().catch(noneYet);
    const kept = isWhole ? [] : [...beside, ...(newest.length > 1 ? newest : [])];
    const values = [...new Set([value, ...kept])];
    const data = Buffer.from(values.join(',')).toString('base64');
    const added = await rest.send('POST', `${this.url}:addVersion`, { payload: { data } });
    if (textAt(added, 'name') === undefined)
      throw new Failure(`Secret Manager did not say which version of ${this.where} it added.`);
  }

  /** The values of each accepted version, the newest first. */
  async #versions(): Promise<readonly (readonly string[])[]> {
    const { store, isWhole } = this.access;
    const versions = await store.versions(this.#name);
    return versions.map(({ value }) => separatedSecrets(value, isWhole));
  }

  async #create(): Promise<void> {
    const { rest, project } = this.access;
    this.afterwards = `The secret is new: "npx integrations doctor --project ${project}" prints what lets the functions read it.`;
    try {
      await rest.send('POST', `${this.#secrets}?secretId=${this.#id}`, { replication: { automatic: {} } });
    } catch (error) {
      // Somebody was faster, or the answer to an earlier attempt was lost.
      if (!(error instanceof GoogleApiError && error.status === 409)) throw error;
    }
  }
}

/** A secret that is not there yet, or that has no version. */
function noneYet(error: unknown): readonly never[] {
  if (SecretAccessError.is(error) && error.reason === 'not-found') return [];
  throw error;
}
