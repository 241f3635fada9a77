import { valueAt } from '../../core/event/json-pointer.ts';
import { objectsAt, textAt } from '../../core/recover/answers.ts';
import { askGraphql, changeByGraphql, requireNoFaults, type GraphqlCall } from '../../core/registration/graphql.ts';
import type { OneType } from '../../core/registration/one-each.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';

import { API_VERSION } from './admin-api.ts';

// The version of the events is set at the app, not at a subscription.
const FORMAT = 'JSON';

/** What this code was written for. */
export const FORM = { format: FORMAT };

const LIST = `query ($after: String) {
  webhookSubscriptions(first: 100, after: $after) {
    nodes { id topic uri format }
    pageInfo { hasNextPage endCursor }
  }
}`;

const CREATE = `mutation ($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`;

const UPDATE = `mutation ($id: ID!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $subscription) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`;

const REMOVE = `mutation ($id: ID!) {
  webhookSubscriptionDelete(id: $id) {
    deletedWebhookSubscriptionId
    userErrors { field message }
  }
}`;

/**
 * The subscriptions that an app has in a shop. Shopify answers 200 to what it refuses.
 * @see https://shopify.dev/docs/api/admin-graphql/latest/objects/WebhookSubscription
 */
export class ShopSubscriptions {
  readonly #shop: string;
  readonly #api: RegistrationApi;

  constructor(shop: string, api: RegistrationApi) {
    this.#shop = shop;
    this.#api = api;
  }

  /** All of them, of all pages. */
  async list(): Promise<readonly OneType[]> {
    const found: OneType[] = [];
    let after: string | null = null;
    do {
      const data: unknown = await askGraphql(await this.#place(), { query: LIST, variables: { after } }, this.#api);
      found.push(...objectsAt(data, '/webhookSubscriptions/nodes').map((node) => this.#read(node)));
      const hasNext = valueAt(data, '/webhookSubscriptions/pageInfo/hasNextPage') === true;
      after = hasNext ? (textAt(data, '/webhookSubscriptions/pageInfo/endCursor') ?? null) : null;
    } while (after !== null);
    return found;
  }

  async create(topic: string, uri: string): Promise<void> {
    const variables = { topic, subscription: { uri, format: FORMAT } };
    await this.#mutate('webhookSubscriptionCreate', { query: CREATE, variables });
  }

  /** Has events sent as JSON. An update that changes nothing has been refused as a duplicate. */
  async useJson({ id, form }: OneType): Promise<void> {
    if (form?.['format'] === FORMAT) return;
    const variables = { id, subscription: { format: FORMAT } };
    await this.#mutate('webhookSubscriptionUpdate', { query: UPDATE, variables });
  }

  /** If it is gone, nothing happens. */
  async remove(id: string): Promise<void> {
    try {
      await this.#mutate('webhookSubscriptionDelete', { query: REMOVE, variables: { id } });
    } catch (error) {
      if ((await this.list()).some((one) => one.id === id)) throw error;
    }
  }

  async #mutate(name: string, call: GraphqlCall): Promise<void> {
    const data = await changeByGraphql(await this.#place(), call, this.#api);
    requireNoFaults(data, `/${name}/userErrors`, 'shopify', this.#api);
  }

  async #place() {
    return {
      provider: 'shopify',
      url: `https://${this.#shop}/admin/api/${API_VERSION}/graphql.json`,
      headers: { 'x-shopify-access-token': await this.#api.key() },
    };
  }

  #read(node: Record<string, unknown>): OneType {
    const format = textAt(node, '/format');
    return {
      id: textAt(node, '/id') ?? '',
      at: this.#shop,
      url: textAt(node, '/uri') ?? '',
      type: textAt(node, '/topic') ?? '',
      // Shopify deletes what it gives up on.
      isOn: true,
      form: { ...(format !== undefined && { format }) },
      isMarked: true,
    };
  }
}
