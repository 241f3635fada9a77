import type { DeliveryTarget, PubSubAdmin, SubscriptionSettings, SubscriptionState, TopicSettings } from '../ports.ts';
import { numberAt, objectAt, textAt, textsAt, type JsonObject } from './json.ts';
import type { Labels } from '../pause-note.ts';
import type { GoogleRest } from './rest.ts';

/**
 * Topics and subscriptions over Pub/Sub's REST interface, which its emulator serves too. An update names the
 * fields that it changes, so that whatever else is set (the push endpoint first of all) stays as it is.
 * @see https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions/patch
 */
export class RestPubSubAdmin implements PubSubAdmin {
  readonly #rest: GoogleRest;
  readonly #base: string;

  constructor(rest: GoogleRest, base: string) {
    this.#rest = rest;
    this.#base = base;
  }

  async topic(name: string): Promise<TopicSettings | undefined> {
    const topic = await this.#rest.find(this.#url(name));
    return topic === undefined ? undefined : present({ messageRetentionDuration: textAt(topic, RETENTION) });
  }

  async createTopic(name: string, settings: TopicSettings): Promise<void> {
    await this.#rest.send('PUT', this.#url(name), { ...settings });
  }

  async updateTopic(name: string, settings: TopicSettings): Promise<void> {
    const body = { topic: { name, ...settings }, updateMask: maskOf(settings) };
    await this.#rest.send('PATCH', this.#url(name), body);
  }

  async subscription(name: string): Promise<SubscriptionState | undefined> {
    const found = await this.#rest.find(this.#url(name));
    return found === undefined ? undefined : stateOf(found);
  }

  async createSubscription(name: string, state: SubscriptionState): Promise<void> {
    await this.#rest.send('PUT', this.#url(name), { ...state });
  }

  async updateSubscription(name: string, settings: SubscriptionSettings): Promise<void> {
    const body = { subscription: { name, ...settings }, updateMask: maskOf(settings) };
    await this.#rest.send('PATCH', this.#url(name), body);
  }

  async retarget(name: string, { pushConfig, labels }: DeliveryTarget): Promise<void> {
    const body = { subscription: { name, pushConfig, labels }, updateMask: 'pushConfig,labels' };
    await this.#rest.send('PATCH', this.#url(name), body);
  }

  async deleteSubscription(name: string): Promise<void> {
    await this.#rest.remove(this.#url(name));
  }

  async seek(name: string, time: Date): Promise<void> {
    await this.#rest.send('POST', `${this.#url(name)}:seek`, { time: time.toISOString() });
  }

  /** Every subscription of a topic, this bundle's own and anybody else's; none where there is no such topic. */
  async subscriptionsOf(topic: string): Promise<readonly string[]> {
    const found: string[] = [];
    let pageToken: string | undefined;
    do {
      const query = pageToken === undefined ? '' : `?pageToken=${encodeURIComponent(pageToken)}`;
      const page = await this.#rest.find(`${this.#url(topic)}/subscriptions${query}`);
      found.push(...textsAt(page, 'subscriptions'));
      pageToken = textAt(page, 'nextPageToken');
    } while (pageToken !== undefined);
    return found;
  }

  #url(name: string): string {
    return `${this.#base}/${name}`;
  }
}

const RETENTION = 'messageRetentionDuration';

function stateOf(subscription: JsonObject): SubscriptionState {
  const expiration = objectAt(subscription, 'expirationPolicy');
  const retry = objectAt(subscription, 'retryPolicy');
  const deadLetters = objectAt(subscription, 'deadLetterPolicy');
  return {
    topic: textAt(subscription, 'topic') ?? '',
    ...present({
      pushConfig: objectAt(subscription, 'pushConfig'),
      labels: labelsIn(subscription),
      ackDeadlineSeconds: numberAt(subscription, 'ackDeadlineSeconds'),
      messageRetentionDuration: textAt(subscription, RETENTION),
      expirationPolicy: expiration && present({ ttl: textAt(expiration, 'ttl') }),
      retryPolicy:
        retry &&
        present({ minimumBackoff: textAt(retry, 'minimumBackoff'), maximumBackoff: textAt(retry, 'maximumBackoff') }),
      deadLetterPolicy:
        deadLetters &&
        present({
          deadLetterTopic: textAt(deadLetters, 'deadLetterTopic'),
          maxDeliveryAttempts: numberAt(deadLetters, 'maxDeliveryAttempts'),
        }),
    }),
  };
}

function labelsIn(subscription: JsonObject): Labels | undefined {
  const labels = objectAt(subscription, 'labels');
  return labels && Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
}

type Present<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** The fields that have a value. */
function present<Fields extends object>(fields: Fields): Present<Fields> {
  const kept: Present<Fields> = {};
  for (const name in fields) {
    const value = fields[name];
    if (isThere(value)) kept[name] = value;
  }
  return kept;
}

function isThere<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}

function maskOf(settings: object): string {
  return Object.keys(settings).join(',');
}
