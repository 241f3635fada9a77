import { PermanentError } from '../../core/event/errors.ts';

/**
 * The id of a record that several providers share a collection with: `twilio:SM123`. Ids of two providers
 * cannot meet, and whatever an id holds, the record's has no slash.
 * @throws {PermanentError} for an id that names nothing, or that UTF-8 cannot express.
 */
export function recordIdOf(provider: string, id: string): string {
  if (id === '' || !id.isWellFormed()) {
    throw new PermanentError(
      `The event of ${provider} names the object that it is about by ${JSON.stringify(id)}, which cannot identify a record.`,
    );
  }
  return `${provider}:${encodeURIComponent(id)}`;
}
