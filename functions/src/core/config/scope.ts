/** What sets the names of one installation apart from those of the others in its project. */
export interface Scope {
  /** Of consumers and collections. Empty unless a project holds several installations. */
  readonly own: string;
  /**
   * Of topics and the stored bodies of large events. A listener, which handles another installation's events, has the
   * scope of that one here; everyone else has their own.
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

/** The name within the installation: the inverse of {@link scoped}. */
export function unscoped(scope: string, name: string): string {
  const prefix = scoped(scope, '');
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
