import { idIn, PermanentError } from 'integration-service';

/**
 * The id of a record in a collection that several providers share: `twilio:SM123`. Ids of two providers cannot collide,
 * and the record's id never contains a slash, whatever the provider's id contains.
 * @param id A string or an integer. Anything else that an event may hold despite its types is refused.
 * @throws {PermanentError} if the id is empty or cannot be encoded in UTF-8.
 */
export function recordIdOf(provider: string, id: unknown): string {
  const text = idIn(id);
  if (text?.isWellFormed()) return `${provider}:${encodeURIComponent(text)}`;
  const named = typeof id === 'string' ? JSON.stringify(id) : typeof id;
  throw new PermanentError(
    `The event of ${provider} names the object that it is about by ${named}, which cannot identify a record.`,
  );
}
