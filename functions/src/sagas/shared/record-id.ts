import { idIn, PermanentError } from 'integration-service';

/**
 * The id of a record that several providers share a collection with: `twilio:SM123`. Ids of two providers
 * cannot meet, and whatever an id holds, the record's has no slash.
 * @param id A text or a whole number. What else stands in an event, whatever its types promise, is refused.
 * @throws {PermanentError} for an id that names nothing, or that UTF-8 cannot express.
 */
export function recordIdOf(provider: string, id: unknown): string {
  const text = idIn(id);
  if (text?.isWellFormed()) return `${provider}:${encodeURIComponent(text)}`;
  const named = typeof id === 'string' ? JSON.stringify(id) : typeof id;
  throw new PermanentError(
    `The event of ${provider} names the object that it is about by ${named}, which cannot identify a record.`,
  );
}
