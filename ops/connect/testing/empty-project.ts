import { readSettings, variableOf } from '../../../functions/src/core/config/settings.ts';
import { EventService } from '../../../functions/src/core/ingest/event-service.ts';
import type { HttpReply } from '../../../functions/src/core/integration/integration.ts';
import { LedgerEventReader } from '../../../functions/src/core/inspect/ledger-event-reader.ts';
import type { RawWebhook } from '../../../functions/src/core/scheme/raw-webhook.ts';
import { signedHeaders } from '../../../functions/src/core/scheme/sign.ts';
import type { FactualIntegration } from '../../../functions/src/core/integration/facts.ts';
import { memoryPorts } from '../../../functions/src/testing/memory-ports.ts';
import type { TestConsumer } from '../../../functions/src/testing/test-consumer.ts';
import type { ConnectPorts } from '../connect.ts';

const NAME = 'webhook-secret';

/** A project whose secret has no version yet: the endpoint of an integration, and a consumer of its events. */
export class EmptyProject<Native> {
  readonly ports = memoryPorts();
  readonly told: string[] = [];
  readonly #consumer: TestConsumer<Native>;
  readonly #integration: FactualIntegration<Native>;
  readonly #endpoint: EventService<Native>;

  constructor(integration: FactualIntegration<Native>, consumer: TestConsumer<Native>) {
    const { provider } = integration;
    const settings = readSettings(provider, {}, { [variableOf(provider, 'WebhookSecretName')]: NAME });
    this.#integration = integration;
    this.#consumer = consumer;
    this.#endpoint = new EventService<Native>(integration, settings, this.ports, this.ports.log);
  }

  /** Everything that was shown or logged. */
  get shown(): string {
    return JSON.stringify([this.told, this.ports.lines, this.#consumer.ports.lines]);
  }

  async secrets(): Promise<readonly string[]> {
    return (await this.ports.secrets.versions(NAME)).map(({ value }) => value);
  }

  /** What connecting calls, but for the provider. */
  get connecting(): Omit<ConnectPorts, 'api' | 'opened' | 'wait'> {
    return {
      keeper: {
        where: 'the secret of acme',
        delayMs: 0,
        held: () => this.secrets().catch(() => []),
        add: async (value) => {
          this.ports.secrets.set(NAME, value, ...(await this.secrets().catch(() => [])));
        },
      },
      events: new LedgerEventReader(this.#consumer.ports.store),
      tell: (text) => void this.told.push(text),
      mayChange: () => Promise.resolve(true),
      now: () => this.ports.clock.now(),
    };
  }

  /** The endpoint's answer to a request without a signature. */
  receive(url: string, headers: RawWebhook['headers'], body: string): Promise<HttpReply> {
    const receivedAt = this.ports.clock.now();
    const request = { method: 'POST', url, publicUrls: [], headers, rawBody: Buffer.from(body), receivedAt };
    return this.#endpoint.dispatchEvent(request, this.ports.log);
  }

  /** The same, signed by a secret. */
  receiveSigned(body: string, signing: string, url: string): Promise<HttpReply> {
    const now = this.ports.clock.now();
    const signed = signedHeaders(this.#integration.scheme, { body: Buffer.from(body), id: '', signing, now, url });
    return this.receive('/', { 'content-type': 'application/json', ...signed }, body);
  }

  /** What the endpoint published reaches the consumer. */
  async deliver(): Promise<void> {
    for (const { message } of this.ports.publisher.published.splice(0)) {
      const { data } = JSON.parse(String(message.data));
      await this.#consumer.deliver(JSON.stringify(data));
    }
  }
}
