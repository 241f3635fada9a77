import type { PlatformEvent } from '../../functions/src/core/event/platform-event.ts';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { variablePrefixOf } from '../../functions/src/core/event/names.ts';
import { Consumer } from '../../functions/src/core/handle/consumer.ts';
import type { ConsumerDefinition } from '../../functions/src/core/handle/consumer-definition.ts';
import { DEFAULT_DELIVERY_POLICY } from '../../functions/src/core/config/delivery-policy.ts';
import { Redeliver } from '../../functions/src/core/redelivery.ts';
import { serviceSource } from '../../functions/src/core/secrets/service-source.ts';
import type { StoredRecord } from '../../functions/src/core/ledger/store.ts';
import { EventService } from '../../functions/src/core/ingest/event-service.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { Samples, SampleSecret } from '../../functions/src/core/integration/samples.ts';
import { readSettings } from '../../functions/src/core/config/settings.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { rawWebhookOf } from '../../functions/src/testing/integration-conformance.ts';
import { memoryPorts, type MemoryPorts } from '../../functions/src/testing/memory-ports.ts';
import type { Payload } from './payloads.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');

export interface PayloadOutcome {
  readonly status: number;
  /** The sentence of a refusal. */
  readonly refusal: string | undefined;
  readonly envelopes: readonly PlatformEvent[];
  /** Why events were not handled: nothing for those that were. */
  readonly failures: readonly string[];
  readonly records: readonly (StoredRecord & { readonly collection: string })[];
}

/** Headers in which a provider says what is in the body, and which nobody signs. */
const NAMING_HEADERS = [
  'x-github-event',
  'x-shopify-topic',
  'x-shopify-shop-domain',
  'x-wc-webhook-topic',
  'x-wc-webhook-source',
];

/** Takes payloads of one provider through its webhook, its topic and its consumers, with fresh records for each. */
export class PayloadRun {
  readonly #entry: CatalogEntry;
  readonly #integration: Integration<unknown>;
  readonly #samples: Samples;
  readonly #consumers: readonly ConsumerDefinition[];
  readonly #secret: SampleSecret;

  private constructor(
    entry: CatalogEntry,
    integration: Integration<unknown>,
    samples: Samples,
    consumers: readonly ConsumerDefinition[],
  ) {
    this.#entry = entry;
    this.#integration = integration;
    this.#samples = samples;
    this.#consumers = consumers;
    this.#secret = samples.makeSecret();
  }

  static async of(entry: CatalogEntry, consumers: readonly ConsumerDefinition[]): Promise<PayloadRun> {
    return new PayloadRun(entry, await entry.integration(), await entry.samples(), consumers);
  }

  async send(payload: Payload): Promise<PayloadOutcome> {
    const ports = memoryPorts(NOW);
    const { configured, signing } = this.#secret;
    const { provider } = this.#entry;
    const environment = { [`${variablePrefixOf(provider)}_WEBHOOK_SECRET`]: configured };
    const service = new EventService(this.#integration, readSettings(provider, {}, environment), ports, ports.log);
    const { status, body } = await service.dispatchEvent(this.#request(payload, signing), ports.log);
    const refusal = isJsonObject(body) && isJsonObject(body['error']) ? String(body['error']['message']) : undefined;
    const failures = await this.#consume(ports);
    return {
      status,
      refusal,
      failures,
      envelopes: ports.publisher.to(this.#entry.topic).map(({ data }) => JSON.parse(data.toString())),
      records: await recordsIn(ports),
    };
  }

  #request(payload: Payload, signing: string) {
    const text = asSent(this.#entry.provider, payload);
    const type = payload.event.split(' ')[0] ?? '';
    const url = 'https://hook.example.com/';
    const sent = this.#samples.request({ body: Buffer.from(text), type, id: '1', signing, now: NOW, url });
    const named = Object.entries(payload.headers).filter(([name]) => NAMING_HEADERS.includes(name));
    return rawWebhookOf({ ...sent, headers: { ...sent.headers, ...Object.fromEntries(named) } }, NOW);
  }

  async #consume(ports: MemoryPorts): Promise<readonly string[]> {
    const { provider, topic, deadLetterTopic } = this.#entry;
    const failures: string[] = [];
    // No API keys: what needs one says so.
    const services = serviceSource(
      { environment: {}, settings: () => readSettings(provider, { enabled: false }, {}) },
      ports,
    );
    for (const definition of this.#consumers) {
      const whole = { ...definition, policy: DEFAULT_DELIVERY_POLICY, timeoutSeconds: 60 };
      const consumer = new Consumer(whole, ports, services);
      for (const [index, { data, attributes }] of ports.publisher.to(topic).entries()) {
        const delivery = { messageId: String(index), data, attributes, publishTime: NOW };
        await consumer.handle(delivery, ports.log).catch((error: unknown) => {
          if (!(error instanceof Redeliver)) throw error;
          failures.push(error.message);
        });
      }
    }
    return [...failures, ...ports.publisher.to(deadLetterTopic).map(({ attributes }) => JSON.stringify(attributes))];
  }
}

/** The text as the provider sends it. Callbacks of Twilio are forms; a body of Linear says when it is sent. */
function asSent(provider: string, { body, text }: Payload): string {
  if (!isJsonObject(body)) return text;
  if (provider === 'linear') return JSON.stringify({ ...body, webhookTimestamp: NOW.getTime() });
  const isForm = provider === 'twilio' && body['specversion'] === undefined;
  if (!isForm) return text;
  const params = Object.entries(body).map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(Object.fromEntries(params)).toString();
}

async function recordsIn({ store }: MemoryPorts): Promise<PayloadOutcome['records']> {
  const all = store.collections().map(async (collection) => {
    const records = await store.list(collection, { limit: 1_000 });
    return records.map((record) => ({ ...record, collection }));
  });
  return (await Promise.all(all)).flat();
}
