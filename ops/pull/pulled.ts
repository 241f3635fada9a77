import { isAttributeValue } from '../../functions/src/core/event/attributes.ts';
import { topicOf } from '../../functions/src/core/event/names.ts';
import { readEvent } from '../../functions/src/core/event/large-event.ts';
import type { PlatformEvent } from '../../functions/src/core/event/platform-event.ts';
import type { EventDetail } from '../../functions/src/core/inspect/event-reader.ts';
import type { KeptLetter } from '../../functions/src/core/letters/letters.ts';
import { letterNamed } from '../cli/letters.ts';
import { nameOf, type Place } from '../cli/place.ts';
import { Failure } from '../exit.ts';

/** A message that was fetched, and the event in it. */
export interface Pulled {
  readonly from: 'topic' | 'dead letter' | 'local state';
  readonly event: PlatformEvent;
  readonly bytes: number;
  /** Names of the message's attributes. */
  readonly attributes: readonly string[];
  /** What is done of it already, as `<consumer> <command>`. */
  readonly done: ReadonlySet<string>;
}

interface Message {
  readonly provider: string;
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The longest that a topic can retain messages. */
const RETENTION_MS = 31 * 24 * 60 * 60_000;

/**
 * Fetches an event by its id, or by the id of a dead letter: from the ledger, the topic or the letter. Nothing is changed.
 * @param provider Tells events of several providers apart. With it, an event that has no entry in the ledger is looked for too.
 * @throws {Failure} if nobody keeps it any more. @throws {IntegrationError} `bad-event` if the message is not an event.
 */
export async function pulled(place: Place, name: string, provider?: string): Promise<Pulled> {
  const entry = await place.events.event(name, provider);
  if (entry !== undefined) return ofEntry(place, entry);
  const letter = await letterNamed(place.ports.store, name).catch((error: unknown) => {
    if (error instanceof Failure) return undefined;
    throw error;
  });
  if (letter !== undefined) return ofLetter(place, letter);
  const message = provider === undefined ? undefined : await retained(place, provider, name);
  if (message !== undefined) return made(place, 'topic', message, []);
  throw new Failure(`There is no event and no dead letter ${name} in ${nameOf(place)}. ${hint(place, provider)}`);
}

function hint({ project }: Place, provider: string | undefined): string {
  if (project === undefined) return 'npx integrations events and npx integrations dead-letters list show their ids.';
  return provider === undefined
    ? 'An event that no saga wanted has no entry in the ledger: name its provider with --provider, and it is looked for on the topic.'
    : `The topic of ${provider} does not keep it, or no longer does.`;
}

async function ofEntry(place: Place, entry: EventDetail): Promise<Pulled> {
  const { provider, id, envelope, attributes } = entry;
  const done = doneIn(entry.consumers);
  if (envelope !== undefined) return made(place, 'local state', { provider, data: envelope, attributes }, done);
  const { RetainedEnvelopes } = await import('../console/cloud-envelopes.ts');
  const found = await RetainedEnvelopes.of(place.config).find(entry);
  if (found !== undefined) return made(place, 'topic', { provider, ...found }, done);
  throw new Failure(
    `The topic of ${provider} no longer keeps the message of ${id}. If it became a dead letter, name that: npx integrations dead-letters list.`,
  );
}

async function ofLetter(place: Place, letter: KeptLetter): Promise<Pulled> {
  const { provider, eventId, data, attributes } = letter;
  const entry = eventId === undefined ? undefined : await place.events.event(eventId, provider);
  if (data !== undefined) {
    const done = doneIn(entry?.consumers.filter(({ name }) => name === letter.consumer) ?? []);
    return made(place, 'dead letter', { provider, data: Buffer.from(data, 'base64'), attributes }, done);
  }
  // Too large to be kept with its letter.
  if (entry !== undefined) return ofEntry(place, entry);
  throw new Failure(`The letter ${letter.id} has no bytes and names no event: nothing can be rehearsed.`);
}

/** The commands that are done, as `<consumer> <command>`. */
function doneIn(consumers: EventDetail['consumers']): readonly string[] {
  return consumers.flatMap(({ name, commands }) =>
    commands.flatMap((command) => (command.status === 'done' ? [`${name} ${command.name}`] : [])),
  );
}

/** Looks for an event that has no entry. */
async function retained({ config, project }: Place, provider: string, id: string): Promise<Message | undefined> {
  if (project === undefined) return undefined;
  const { PubSubTopicHistory } = await import('../../functions/src/gcp/pubsub/topic-history.ts');
  const history = new PubSubTopicHistory({ scope: config.scope });
  const filter = isAttributeValue(id) ? { id, occurrence: id } : undefined;
  const messages = history.messages(topicOf(provider), new Date(Date.now() - RETENTION_MS), filter);
  for await (const { attributes, data } of messages) {
    if (attributes['id'] === id || attributes['occurrence'] === id) return { provider, data, attributes };
  }
  return undefined;
}

async function made(
  { ports }: Place,
  from: Pulled['from'],
  { provider, data, attributes }: Message,
  done: readonly string[],
): Promise<Pulled> {
  return {
    from,
    event: await readEvent(provider, data, ports.blobs),
    bytes: data.byteLength,
    attributes: Object.keys(attributes).toSorted(),
    done: new Set(done),
  };
}
