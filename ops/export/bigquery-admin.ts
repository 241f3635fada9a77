import { RestGrants } from '../delivery/google/grants.ts';
import { objectAt, objectsAt, textAt, type JsonObject } from '../delivery/google/json.ts';
import { GoogleApiError, type GoogleRest } from '../delivery/google/rest.ts';
import type { View } from './views.ts';

/** Columns of a table that a subscription writes with its metadata. @see https://cloud.google.com/pubsub/docs/bigquery */
export const COLUMNS = [
  { name: 'subscription_name', type: 'STRING' },
  { name: 'message_id', type: 'STRING' },
  { name: 'publish_time', type: 'TIMESTAMP' },
  // Text, so that every digit of a number stays; a column of JSON would refuse a number that it cannot hold.
  { name: 'data', type: 'STRING' },
  { name: 'attributes', type: 'JSON' },
] as const;

interface Dataset {
  readonly project: string;
  readonly dataset: string;
}

/**
 * Datasets, tables and views over BigQuery's REST interface.
 * @see https://cloud.google.com/bigquery/docs/reference/rest
 */
export class BigQueryAdmin {
  readonly #rest: GoogleRest;
  readonly #base: string;
  readonly #dataset: Dataset;
  readonly grants: RestGrants;

  constructor(rest: GoogleRest, base: string, dataset: Dataset) {
    this.#rest = rest;
    this.#base = base;
    this.#dataset = dataset;
    this.grants = new RestGrants(rest, base, 'POST');
  }

  /** The location of the dataset; undefined if there is none. */
  async location(): Promise<string | undefined> {
    return textAt(await this.#rest.find(this.#datasetUrl()), 'location');
  }

  async createDataset(location: string): Promise<void> {
    const { project, dataset } = this.#dataset;
    const datasetReference = { projectId: project, datasetId: dataset };
    await this.#made(`${this.#base}/projects/${project}/datasets`, { datasetReference, location });
  }

  /** Which columns the table lacks; undefined if there is no table. */
  async lacking(table: string): Promise<readonly string[] | undefined> {
    const found = await this.#rest.find(this.#tableUrl(table));
    if (found === undefined) return undefined;
    const columns = objectsAt(objectAt(found, 'schema'), 'fields').map((field) => textAt(field, 'name'));
    return COLUMNS.map(({ name }) => name).filter((name) => !columns.includes(name));
  }

  async createTable(table: string): Promise<void> {
    await this.#made(`${this.#datasetUrl()}/tables`, {
      tableReference: this.#reference(table),
      schema: { fields: COLUMNS },
      timePartitioning: { type: 'DAY', field: 'publish_time' },
    });
  }

  /** The query of a view; undefined if there is none. */
  async query(name: string): Promise<string | undefined> {
    return textAt(objectAt(await this.#rest.find(this.#tableUrl(name)), 'view'), 'query');
  }

  /** Creates a view, or changes its query. @param isThere Whether there is one. */
  async setView({ name, query }: View, isThere: boolean): Promise<void> {
    const view = { query, useLegacySql: false };
    if (isThere) await this.#rest.send('PATCH', this.#tableUrl(name), { view });
    else await this.#made(`${this.#datasetUrl()}/tables`, { tableReference: this.#reference(name), view });
  }

  async remove(table: string): Promise<void> {
    await this.#rest.remove(this.#tableUrl(table));
  }

  /** The table's own name, as IAM knows it. */
  resource(table: string): string {
    const { project, dataset } = this.#dataset;
    return `projects/${project}/datasets/${dataset}/tables/${table}`;
  }

  async #made(url: string, body: JsonObject): Promise<void> {
    try {
      await this.#rest.send('POST', url, body);
    } catch (error) {
      // An answer was lost, and the request was sent again.
      if (!(error instanceof GoogleApiError) || error.status !== 409) throw error;
    }
  }

  #reference(tableId: string): JsonObject {
    const { project, dataset } = this.#dataset;
    return { projectId: project, datasetId: dataset, tableId };
  }

  #datasetUrl(): string {
    const { project, dataset } = this.#dataset;
    return `${this.#base}/projects/${project}/datasets/${dataset}`;
  }

  #tableUrl(table: string): string {
    return `${this.#datasetUrl()}/tables/${table}`;
  }
}
