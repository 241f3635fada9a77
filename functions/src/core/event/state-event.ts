import { isJsonObject } from './json.ts';
import { IntegrationEvent, notRevivable } from './integration-event.ts';
import type { EventContext, EventDescription, PlatformEvent } from './platform-event.ts';
import { hexDigestOf } from './digest.ts';

/**
 * The state of an object as the provider's API listed it, because a webhook may have been missed. The provider
 * did not send it, nobody signed it, its id is of our making, and it says what an object is like, not what happened to it. It
 * reaches only those sagas and tasks that ask for it.
 * @example
 * events$.pipe(isShopifyStateOf('order'), map(({ event }) => new UpdateOrder(event)))
 */
export class StateEvent<Object = unknown> extends IntegrationEvent<Object> {
  /** @throws {IntegrationError} `bad-event` if the data is not an object. */
  static revive(envelope: PlatformEvent): StateEvent {
    if (!isState(envelope) || !isJsonObject(envelope.data)) throw notRevivable(envelope.provider);
    return new StateEvent(envelope.data, envelope);
  }

  /** The kind of object: `order`. */
  get kind(): string {
    return this.envelope.stateof ?? '';
  }
}

/** Whether an envelope is that of a {@link StateEvent}. */
export function isState({ stateof }: Pick<EventContext, 'stateof'>): boolean {
  return stateof !== undefined;
}

/** What the type of a state begins with, and its id. */
const TYPE_PREFIX = 'state.';

/**
 * Ids of states are compared with those of events where both tell of one moment: `$` comes before letters and digits, so that
 * the event wins, and an object that was listed as the record knows it changes nothing.
 */
const ID_PREFIX = '$state';

/** What the source of a state ends with. */
const SOURCE_SUFFIX = '#state';

/** An object as it was at a moment. */
export interface ObservedState {
  /** The kind of object: `order`. */
  readonly kind: string;
  /** The provider's id of the object. */
  readonly id: string;
  /** When the provider changed it last. */
  readonly updatedAt: Date;
  /** The object, as the provider's webhooks carry it. */
  readonly object: object;
  /** Where the webhooks of the object come from: `//shopify.com/shops/a.myshopify.com`. */
  readonly source: string;
  /** What tells this state from others of the object, beside its content. Default: the time of the change. */
  readonly version?: string;
}

/** What the envelope of a state says. The same state has the same id, whenever it is listed. */
export function describeState(state: ObservedState): EventDescription {
  const { kind, id, updatedAt, source, version = updatedAt.toISOString() } = state;
  return {
    id: `${idOfContent(state)}@${version}`,
    type: `${TYPE_PREFIX}${kind}`,
    time: updatedAt,
    subject: id,
    source: `${source}${SOURCE_SUFFIX}`,
    stateOf: kind,
  };
}

const DIGEST_DIGITS = 32;

/**
 * What the ids of all states with one content begin with. Ids are logged, and that of an object may be a purchase token, so
 * they hold a digest of it.
 */
export function idOfContent({ kind, id, source, object }: Omit<ObservedState, 'updatedAt' | 'version'>): string {
  const content = JSON.stringify([id, source, object]);
  return `${ID_PREFIX}/${kind}/${hexDigestOf(content).slice(0, DIGEST_DIGITS)}`;
}

/** The source that the events of an object have, for a state as for an event. */
export function sourceOfEvents({ source }: Pick<EventContext, 'source'>): string {
  return source.endsWith(SOURCE_SUFFIX) ? source.slice(0, -SOURCE_SUFFIX.length) : source;
}
