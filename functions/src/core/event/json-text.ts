import { elementsOf } from './json.ts';

/** JSON without the spaces between its parts: printed again, numbers and escapes could change. */
export function compactJson(json: string): string {
  // A string may lack its end: the rest of a text that is not JSON is looked through once.
  return json.replaceAll(/("(?:[^"\\]|\\[^])*"?)|\s+/g, '$1');
}

/**
 * The text of a member of an object; undefined if it has none of that name.
 * @param json An object, compact.
 */
export function memberOf(json: string | undefined, name: string): string | undefined {
  if (json === undefined || !json.startsWith('{') || json === '{}') return undefined;
  const key = `${JSON.stringify(name)}:`;
  return elementsOf(json)
    .find((member) => member.startsWith(key))
    ?.slice(key.length);
}
