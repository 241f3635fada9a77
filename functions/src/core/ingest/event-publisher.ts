import { messageAttributes } from '../event/attributes.ts';
import { IntegrationError } from '../event/errors.ts';
import { asBuffer } from '../event/json.ts';
import { encodeByReference } from '../event/large-event.ts';
import { titleOf, topicOf } from '../event/names.ts';
import {
  buildEvent,
  encodeEvent,
  type EventContext,
  type EventDescription,
  type OutgoingMessage,
  type Reception,
} from '../event/platform-event.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { IntegrationSettings } from '../config/settings.ts';
import type { Integration } from '../integration/integration.ts';
import type { Ports } from '../ports.ts';

/** How long publishing may take in all: most providers wait 3 to 15 seconds for their answer. */
const PUBLISH_DEADLINE_MS = 2_500;

/** Of the time that a provider waits, what remains for the network, verification and the answer. */
const RESERVE_MS = 500;

/** How long publishing may take if the provider waits this many seconds for its answer. */
export function publishDeadlineOf({ answerWithinSeconds }: Pick<Integration<unknown>, 'answerWithinSeconds'>): number {
  return answerWithinSeconds === undefined
    ? PUBLISH_DEADLINE_MS
    : Math.min(PUBLISH_DEADLINE_MS, answerWithinSeconds * 1000 - RESERVE_MS);
}

/** A platform event before it is printed. */
export interface Envelope {
  readonly context: EventContext;
  /** The native event's JSON, as it goes into `data`. */
  readonly json: Uint8Array;
}

/** Puts native events into envelopes and onto the provider's topic: the one way out of the HTTP half. */
export class EventPublisher {
  readonly #settings: IntegrationSettings;
  readonly #ports: Pick<Ports, 'publisher' | 'blobs'>;
  readonly #deadlineMs: number;

  /** @param deadlineMs How long publishing may take in all. */
  constructor(
    settings: IntegrationSettings,
    ports: Pick<Ports, 'publisher' | 'blobs'>,
    deadlineMs = PUBLISH_DEADLINE_MS,
  ) {
    this.#settings = settings;
    this.#ports = ports;
    this.#deadlineMs = deadlineMs;
  }

  /** @param json The bytes as received; without them the native event is printed. */
  envelop(about: EventDescription, native: unknown, json: Uint8Array | undefined, reception: Reception): Envelope {
    const context = buildEvent(this.#settings.provider, about, reception);
    return { context, json: json ?? Buffer.from(JSON.stringify(native)) };
  }

  /**
   * Publishes all of them, and resolves once Pub/Sub has every one.
   * @param marks Attributes that the messages get beside those of their envelopes.
   * @throws {IntegrationError} `publish-failed`, and `bad-config` for a large event without a bucket.
   */
  async publish(envelopes: readonly Envelope[], log: Logger, marks?: OutgoingMessage['attributes']): Promise<void> {
    const { provider } = this.#settings;
    if (log.enabled('debug')) {
      for (const { context, json } of envelopes) {
        log.debug(`${titleOf(provider)} Event Payload`, {
          eventId: context.id,
          payload: asBuffer(json).toString('utf8'),
        });
      }
    }
    let ids: readonly string[];
    try {
      const messages = envelopes.some((envelope) => this.#isLarge(envelope))
        ? await Promise.all(envelopes.map((envelope) => this.#encode(envelope)))
        : envelopes.map(({ context, json }) => encodeEvent(context, json));
      const marked = marks === undefined ? messages : messages.map((message) => withMarks(message, marks));
      ids = await this.#ports.publisher.publish(topicOf(provider), marked, this.#deadlineMs);
    } catch (cause) {
      if (IntegrationError.is(cause)) throw cause;
      throw new IntegrationError(provider, 'publish-failed', 'The event could not be stored; send it again.', {
        cause,
      });
    }
    for (const [index, { context }] of envelopes.entries()) {
      log.info(`${titleOf(provider)} Event Successfully Published`, {
        eventId: context.id,
        eventType: context.eventtype,
        messageId: ids[index],
      });
    }
  }

  #isLarge({ json }: Envelope): boolean {
    return json.byteLength > this.#settings.referenceAboveBytes;
  }

  async #encode(envelope: Envelope): Promise<OutgoingMessage> {
    const { context, json } = envelope;
    if (!this.#isLarge(envelope)) return encodeEvent(context, json);
    return encodeByReference(context, json, this.#ports.blobs, this.#deadlineMs);
  }
}

function withMarks({ data, attributes }: OutgoingMessage, marks: OutgoingMessage['attributes']): OutgoingMessage {
  return { data, attributes: messageAttributes(marks, attributes) };
}
