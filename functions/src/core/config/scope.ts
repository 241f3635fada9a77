import { deadLetterTopicOf, SAGAS, topicOf } from '../event/names.ts';

/** What sets the names of one installation apart from those of the others in its project. */
export interface Scope {
  /** Of consumers, of collections, and of the topics of durable sagas. Empty unless a project holds several installations. */
  readonly own: string;
  /**
   * Of the topics of events, and of the stored bodies of large events. A listener, which handles another installation's
   * events, has the scope of that one here; everyone else has their own.
   */
  readonly source: string;
}

/**
 * What a scope looks like. It starts the name of a topic, and is as long as the Firebase CLI lets the id of a kit's
 * instance be: 40 characters.
 * @see https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names
 */
export const SCOPE_PATTERN = /^(?!goog)[a-z][a-z0-9_-]{0,39}$/;

/** The same, or no scope. */
export const OPTIONAL_SCOPE_PATTERN = /^(?:(?!goog)[a-z][a-z0-9_-]{0,39})?$/;

/** A name as an installation has it in the cloud: `integration-stripe-events` is `eu-integration-stripe-events`. */
export function scoped(scope: string, name: string): string {
  return scope === '' ? name : `${scope}-${name}`;
}

/** The only scope of a project that holds one installation. */
export const NO_SCOPE: Scope = { own: '', source: '' };

const OWN_TOPICS: readonly string[] = [topicOf(SAGAS), deadLetterTopicOf(SAGAS)];

/**
 * The name of a topic in the cloud. A listener takes events from another installation, but the commands and the wake-ups of
 * its durable sagas are its own.
 */
export function scopedTopic({ own, source }: Scope, topic: string): string {
  return scoped(OWN_TOPICS.includes(topic) ? own : source, topic);
}

/** The name of a topic within its installation: the inverse of {@link scopedTopic}. */
export function unscopedTopic({ own, source }: Scope, name: string): string {
  const topic = unscoped(own, name);
  return OWN_TOPICS.includes(topic) ? topic : unscoped(source, name);
}

/** The name within the installation: the inverse of {@link scoped}. */
export function unscoped(scope: string, name: string): string {
  const prefix = scoped(scope, '');
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
