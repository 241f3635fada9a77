import type { EnvelopeFinder, FoundMessage } from '../../console/ports.ts';
import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import { isAttributeValue } from '../../functions/src/core/event/attributes.ts';
import { topicOf } from '../../functions/src/core/event/names.ts';
import { decodeEnvelope } from '../../functions/src/core/event/platform-event.ts';
import { PubSubTopicHistory } from '../../functions/src/gcp/pubsub/topic-history.ts';

/** Events are published within moments of their arrival; clocks may differ. */
const MARGIN_MS = 5 * 60_000;
/** The reading back of a topic takes a while to begin. */
const IDLE_MS = 30_000;

/** Finds the message of an event in what its topic retains. */
export class RetainedEnvelopes implements EnvelopeFinder {
  readonly #history: Pick<PubSubTopicHistory, 'messages'>;

  /** @param history Of the installation's topics. */
  constructor(history: Pick<PubSubTopicHistory, 'messages'>) {
    this.#history = history;
  }

  /** Looks in the topics of an installation. */
  static of({ scope }: Pick<BundleConfig, 'scope'>): RetainedEnvelopes {
    return new RetainedEnvelopes(new PubSubTopicHistory({ scope, idleMs: IDLE_MS }));
  }

  async find({
    provider,
    source,
    id,
    receivedTime,
  }: Parameters<EnvelopeFinder['find']>[0]): Promise<FoundMessage | undefined> {
    const since = new Date(Date.parse(receivedTime) - MARGIN_MS);
    // The ledger knows some events by the id of their occurrence. An id that no attribute can hold is in the data alone.
    const filter = isAttributeValue(id) ? { id, occurrence: id } : undefined;
    for await (const { attributes, data } of this.#history.messages(topicOf(provider), since, filter)) {
      const names = attributes['id'] === undefined ? namesIn(provider, data) : attributes;
      const isMeant = names['id'] === id || names['occurrence'] === id;
      if (isMeant && names['source'] === source) return { attributes, data };
    }
    return undefined;
  }
}

function namesIn(provider: string, data: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return decodeEnvelope(provider, data);
  } catch {
    return {};
  }
}
