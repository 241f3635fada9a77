import type { IntegrationSettings } from '../config/settings.ts';
import type { Delivery } from '../delivery.ts';
import { IntegrationError } from '../event/errors.ts';
import { titleOf } from '../event/names.ts';
import type { FactualIntegration } from '../integration/facts.ts';
import { readBody } from '../integration/from-facts.ts';
import { guardOf, sentenceOfNeeds } from '../integration/guard.ts';
import { pushOf, type ProviderTopic } from '../integration/provider-topic.ts';
import { describeAll, type Described, type Recognition, type Sorted } from '../integration/recognition.ts';
import type { DoorPorts } from '../ports.ts';
import { logRedelivery, Redeliver } from '../redelivery.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import type { Logger } from '../telemetry/logger.ts';
import { traced, type Span } from '../telemetry/tracer.ts';
import { EventPublisher, type Envelope } from './event-publisher.ts';
import { logReceived } from './request-lines.ts';

/** How long publishing may take. Pub/Sub waits for minutes, unlike providers. */
const PUBLISH_DEADLINE_MS = 10_000;

type TopicPorts = Pick<DoorPorts, 'publisher' | 'blobs' | 'tracer'>;

/** What of an integration the events of its topic are read by. */
type Reader<Native> = Pick<FactualIntegration<Native>, 'provider' | 'places' | 'describe'>;

/**
 * The events in a message of a provider's own topic, described as those of a request are. The topic's IAM policy proves the
 * whole message, so nothing is marked as unsigned. Data that is not an event becomes an event of type `unknown` that holds
 * the message: whoever may publish is the provider, and nothing that it sends is dropped. Pure.
 */
export function eventsInMessage<Native>(
  integration: Reader<Native>,
  topic: ProviderTopic,
  message: Delivery,
): readonly Described<Native>[] {
  const { provider } = integration;
  const sent = topic.request?.(message) ?? { headers: {}, rawBody: pushOf(message) };
  const request: RawWebhook = { method: 'POST', url: '/', publicUrls: [], ...sent, receivedAt: message.publishTime };
  const proven = { provider, signsBody: true, describe: integration.describe };
  const described = describeAll(proven, { ...read(integration, message), secret: 0 }, request);
  return described.map(({ about: { unsigned: _proven, ...about }, ...one }) => ({ ...one, about }));
}

function read<Native>({ provider, places }: Reader<Native>, message: Delivery): Sorted<Native> {
  const recognition: Recognition<Native> = { provider, isEvent: guardOf(places), needs: sentenceOfNeeds(places) };
  try {
    return readBody(recognition, places.list, { rawBody: message.data });
  } catch (error) {
    if (!IntegrationError.is(error)) throw error;
    return { events: [], unknown: [{ json: pushOf(message), needs: recognition.needs }] };
  }
}

/**
 * The way in for the messages of a provider's own topic: they become the same envelopes as the provider's requests, on the
 * same topic of ours. One instance serves all messages of a function instance.
 */
export class TopicService<Native> {
  readonly #integration: Reader<Native>;
  readonly #topic: ProviderTopic;
  readonly #ports: TopicPorts;
  readonly #publisher: EventPublisher;

  constructor(integration: Reader<Native>, topic: ProviderTopic, settings: IntegrationSettings, ports: TopicPorts) {
    this.#integration = integration;
    this.#topic = topic;
    this.#ports = ports;
    this.#publisher = new EventPublisher(settings, ports, PUBLISH_DEADLINE_MS);
  }

  /**
   * Resolves once our topic has the events of a message, so that Pub/Sub may forget it.
   * @throws {Redeliver} if Pub/Sub has to deliver it again, with one line in the log that says why.
   */
  async handle(message: Delivery, log: Logger): Promise<void> {
    const { provider } = this.#integration;
    logReceived(provider, log, { bytes: message.data.byteLength });
    const producer = { kind: 'producer', attributes: { provider, messageId: message.messageId } } as const;
    try {
      await traced(this.#ports.tracer, 'publish', producer, (span) => this.#publish(message, span, log));
    } catch (cause) {
      const why = IntegrationError.is(cause)
        ? { code: cause.code, reason: cause.message }
        : { code: `${provider}/internal` };
      const redeliver = new Redeliver('unreachable', 'The event could not be stored for now.', why, { cause });
      logRedelivery(provider, redeliver, log);
      throw redeliver;
    }
  }

  async #publish(message: Delivery, span: Span | undefined, log: Logger): Promise<void> {
    const reception = { receivedAt: message.publishTime, traceparent: span?.traceparent };
    const carried = eventsInMessage(this.#integration, this.#topic, message);
    const envelopes = carried.map(({ about, native, json }) => this.#publisher.envelop(about, native, json, reception));
    const [first] = envelopes;
    span?.set({ eventId: first?.context.id, eventType: first?.context.eventtype });
    this.#report(carried, envelopes, log);
    await this.#publisher.publish(envelopes, log);
  }

  #report(carried: readonly Described<Native>[], envelopes: readonly Envelope[], log: Logger): void {
    const title = titleOf(this.#integration.provider);
    for (const [index, { context }] of envelopes.entries()) {
      const { id: eventId, eventtype: eventType, unknown } = context;
      log.info(`${title} Event Verified`, { eventId });
      if (unknown === undefined) continue;
      log.warn(`${title} Event Not Recognised`, { eventId, eventType, unknown, needs: carried[index]?.needs });
    }
  }
}
