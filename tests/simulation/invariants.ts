import { STEERING, type Delivery } from '../../functions/src/core/delivery.ts';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { topicOf } from '../../functions/src/core/event/names.ts';
import type { LedgerKey } from '../../functions/src/core/ledger/store.ts';
import { entryDocumentId } from '../../functions/src/gcp/firestore/documents.ts';
import { namesOf } from './ledger-watch.ts';
import type { Journal } from './journal.ts';
import type { Document, SimulatedFirestore } from './simulated-firestore.ts';
import type { SimulatedPubSub } from './simulated-pubsub.ts';
import { stepOf } from './logic.ts';
import { PROVIDER, type ConsumerName, type Deed, type Deeds, type Message } from './workload.ts';

/** What is left of a schedule once it has come to rest. */
export interface Outcome {
  readonly firestore: SimulatedFirestore;
  readonly pubsub: SimulatedPubSub;
  readonly messages: readonly Message[];
  /** Those that subscribe to the topic. */
  readonly consumers: readonly ConsumerName[];
  readonly journal: Journal;
}

/** One event as one consumer has to handle it: what the ledger has an entry for. */
export interface Handling {
  readonly key: LedgerKey;
  readonly consumer: ConsumerName;
  readonly deeds: Deeds;
}

export const SOURCE = '//acme.example';

/** The steps that a consumer has to do for an event, by their names in the ledger. */
export function stepsFor(deeds: Deeds, consumer: ConsumerName): ReadonlyMap<string, Deed> {
  const steps = deeds.steps[consumer].map((deed): [string, Deed] => [stepOf(deed), deed]);
  const tasks = deeds.tasks[consumer].map((deed): [string, Deed] => [deed.key, deed]);
  return new Map([...steps, ...tasks]);
}

/** The event of a message for one consumer; undefined if it is for another, or no event. */
export function handlingOf(
  { attributes }: Pick<Delivery, 'attributes'>,
  consumer: ConsumerName,
  messages: readonly Message[],
): Handling | undefined {
  const addressee = attributes[STEERING.consumer];
  const id = occurrenceIn(attributes);
  const deeds = messages.find(({ eventId }) => eventId === id)?.deeds;
  if (deeds === undefined || id === undefined || (addressee !== undefined && addressee !== consumer)) return undefined;
  const replay = attributes[STEERING.replay];
  return { key: { consumer, source: SOURCE, id, ...(replay !== undefined && { replay }) }, consumer, deeds };
}

/** The id under which the ledger keeps the event of a message. */
function occurrenceIn({ id, occurrence = id }: Delivery['attributes']): string | undefined {
  return occurrence;
}

/**
 * No event is lost: once nothing is under way, each is done by each of its consumers, or dead with a letter that
 * somebody can redrive.
 * @param isAllFixed Whether every letter was redriven after the last fault and the last bug were gone. Then only what
 * somebody dismissed may be dead.
 */
export function checkEvents(outcome: Outcome, isAllFixed: boolean): void {
  const { firestore, pubsub, messages, consumers, journal } = outcome;
  const entries = firestore.collection('ledger');
  const letters = [...firestore.collection('deadLetters').values()].map(({ data }) => (isJsonObject(data) ? data : {}));
  const waiting = letters.filter(({ status }) => status === 'dismissed' || status === 'open');
  const expected = new Set<string>();
  const published = pubsub.topics.get(topicOf(PROVIDER)) ?? [];
  for (const message of published) {
    for (const consumer of consumers) {
      const handling = handlingOf(message, consumer, messages);
      if (handling === undefined) continue;
      const id = entryDocumentId(handling.key);
      expected.add(id);
      const kept = waiting.filter((letter) => isAbout(letter, handling));
      const fault = faultOf(entries.get(id), handling, kept, isAllFixed);
      if (fault !== undefined)
        journal.violate(`${consumer} ${message.messageId} (${JSON.stringify(handling.key)}): ${fault}.`);
    }
    checkPoison(message, waiting, outcome);
  }
  for (const [id, { consumer, id: eventId }] of entries)
    if (isEventOf(messages, eventId) && !expected.has(id))
      journal.violate(`${String(consumer)} has an entry for ${String(eventId)} that no message asked for.`);
}

function faultOf(
  entry: Document | undefined,
  { consumer, deeds }: Handling,
  letters: readonly Document[],
  isAllFixed: boolean,
): string | undefined {
  const steps = stepsFor(deeds, consumer);
  const isExcused = letters.some(({ status }) => !isAllFixed || status === 'dismissed');
  if (entry === undefined) return steps.size === 0 || isExcused ? undefined : 'is lost without a trace';
  // A saga that threw left it open, and does not yield anything now. A young message closes no entry.
  if (entry['status'] === 'open' && steps.size === 0) return undefined;
  if (entry['status'] !== 'done') return isExcused ? undefined : `is ${String(entry['status'])} without a letter`;
  const done = namesOf(entry, 'done');
  const missing = [...steps.keys()].filter((step) => !done.has(step));
  return missing.length > 0 ? `is done without ${missing.join()}` : undefined;
}

/** A letter by a consumer, or by Pub/Sub about its subscription. */
function isAbout({ consumer, subscription, eventId, attributes }: Document, { key }: Handling): boolean {
  const { [STEERING.replay]: replay, occurrence = eventId } = isJsonObject(attributes) ? attributes : {};
  return (consumer ?? subscription) === key.consumer && occurrence === key.id && replay === key.replay;
}

function isEventOf(messages: readonly Message[], id: unknown): boolean {
  return id !== undefined && messages.some(({ eventId }) => eventId === id);
}

function checkPoison(message: Delivery, letters: readonly Document[], outcome: Outcome): void {
  const { messages, consumers, journal } = outcome;
  if (isEventOf(messages, occurrenceIn(message.attributes))) return;
  const data = Buffer.from(message.data).toString('base64');
  const addressee = message.attributes[STEERING.consumer];
  for (const consumer of consumers) {
    if (addressee !== undefined && addressee !== consumer) continue;
    const isKept = letters.some(
      (letter) => letter['data'] === data && (letter['consumer'] ?? letter['subscription']) === consumer,
    );
    if (!isKept)
      journal.violate(`${consumer} has lost ${message.messageId}, which is not an event: there is no letter.`);
  }
}
