/**
 * The id of a record that several providers share a collection with: `twilio:SM123`. Ids of two providers
 * cannot meet, and whatever an id holds, the record's has no slash.
 */
export function recordIdOf(provider: string, id: string): string {
  return `${provider}:${encodeURIComponent(id)}`;
}
