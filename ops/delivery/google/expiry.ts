import type { ExpiryAdmin, ExpiryField } from '../ports.ts';
import { objectAt, textAt } from './json.ts';
import type { GoogleRest } from './rest.ts';

/**
 * Firestore's TTL policies, over its Admin API. Enabling one answers with an operation that may run for hours
 * over the documents that exist; new ones expire from now on, so nobody waits for it.
 * @see https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases.collectionGroups.fields/patch
 */
export class RestExpiry implements ExpiryAdmin {
  readonly #rest: GoogleRest;
  readonly #base: string;
  readonly #projectId: string;

  constructor(rest: GoogleRest, base: string, projectId: string) {
    this.#rest = rest;
    this.#base = base;
    this.#projectId = projectId;
  }

  async state(field: ExpiryField): Promise<string | undefined> {
    const ttl = objectAt(await this.#rest.find(this.#url(field)), 'ttlConfig');
    return ttl === undefined ? undefined : (textAt(ttl, 'state') ?? 'STATE_UNSPECIFIED');
  }

  async enable(field: ExpiryField): Promise<void> {
    await this.#rest.send('PATCH', `${this.#url(field)}?updateMask=ttlConfig`, { ttlConfig: {} });
  }

  #url({ database, collectionGroup, field }: ExpiryField): string {
    const databasePath = `${this.#base}/projects/${this.#projectId}/databases/${database}`;
    return `${databasePath}/collectionGroups/${collectionGroup}/fields/${field}`;
  }
}
