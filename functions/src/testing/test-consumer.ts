import type { IntegrationEvent } from '../core/event/integration-event.ts';
import { buildEvent, encodeEvent, type PlatformEvent } from '../core/event/platform-event.ts';
import { Consumer } from '../core/handle/consumer.ts';
import { DEFAULT_DELIVERY_POLICY } from '../core/config/delivery-policy.ts';
import type { BusinessLogic } from '../core/handle/plan.ts';
import { serviceSource } from '../core/secrets/service-source.ts';
import type { ServiceSource } from '../core/logic/token.ts';
import type { RecordData } from '../core/ledger/store.ts';
import type { Integration } from '../core/integration/integration.ts';
import { descriptionOf } from '../core/integration/recognition.ts';
import { readSettings } from '../core/config/settings.ts';
import { memoryPorts } from './memory-ports.ts';

type Revive = (envelope: PlatformEvent, services: ServiceSource) => IntegrationEvent | Promise<IntegrationEvent>;

/** One consumer over ports in memory: tests deliver native events to it and look at the records. */
export class TestConsumer<Native> {
  readonly ports = memoryPorts();
  readonly #integration: Integration<Native>;
  readonly #consumer: Consumer;

  /** @param environment What the service's settings are read from; no API key by default. */
  constructor(
    integration: Integration<Native>,
    revive: Revive,
    logic: Partial<BusinessLogic>,
    environment: Readonly<Record<string, string>> = {},
  ) {
    const { provider } = integration;
    const services = serviceSource(
      { environment, settings: () => readSettings(provider, { enabled: false }, environment) },
      this.ports,
    );
    const definition = {
      sagas: {},
      tasks: {},
      handlers: [],
      ...logic,
      name: `${provider}-test`,
      provider,
      revive,
      policy: DEFAULT_DELIVERY_POLICY,
      timeoutSeconds: 60,
    };
    this.#integration = integration;
    this.#consumer = new Consumer(definition, this.ports, services);
  }

  /**
   * Delivers one native event, as its provider prints it.
   * @param attributes Such as `{ replay: '1' }`.
   * @throws {Redeliver} when Pub/Sub would have to deliver it again.
   */
  async deliver(json: string, attributes: Readonly<Record<string, string>> = {}): Promise<void> {
    const native: Native = JSON.parse(json);
    const now = this.ports.clock.now();
    const request = {
      method: 'POST',
      url: '/',
      publicUrls: [],
      headers: {},
      rawBody: Buffer.from(json),
      receivedAt: now,
    };
    const context = buildEvent(this.#integration.provider, descriptionOf(this.#integration, native, request), {
      receivedAt: now,
    });
    const message = encodeEvent(context, request.rawBody);
    await this.#consumer.handle(
      { messageId: '1', data: message.data, attributes: { ...message.attributes, ...attributes }, publishTime: now },
      this.ports.log,
    );
  }

  /** The data of one record; undefined if there is none. */
  async record(collection: string, id: string): Promise<RecordData | undefined> {
    return (await this.ports.store.get(collection, id))?.data;
  }
}
