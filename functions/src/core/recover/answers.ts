import { idIn, isJsonObject, isText } from '../event/json.ts';
import { valueAt } from '../event/json-pointer.ts';
import { timeOf } from '../event/time.ts';

/** How listers read what a provider's API answers, which nobody has checked. */

/** The objects of a list; empty if there is none. */
export function objectsAt(value: unknown, pointer: string): readonly Record<string, unknown>[] {
  const found = pointer === '' ? value : valueAt(value, pointer);
  return Array.isArray(found) ? found.filter(isJsonObject) : [];
}

/** The texts of a list; empty if there is none. */
export function textsAt(value: unknown, pointer: string): readonly string[] {
  const found = valueAt(value, pointer);
  return Array.isArray(found) ? found.filter(isText) : [];
}

/** A text or a whole number, as text; undefined if there is none. */
export function textAt(value: unknown, pointer: string): string | undefined {
  return idIn(valueAt(value, pointer));
}

/** A time; the beginning of time if there is none, which no query asks for. */
export function timeAt(value: unknown, pointer: string): Date {
  return timeOf(valueAt(value, pointer)) ?? new Date(0);
}

/** Headers by names in lower case, from an object or from a list of `key` and `value`. */
export function headersAt(value: unknown, pointer: string): Readonly<Record<string, string>> {
  const found = valueAt(value, pointer);
  const pairs = Array.isArray(found)
    ? found.filter(isJsonObject).map(({ key, value: text }) => [key, text] as const)
    : Object.entries(isJsonObject(found) ? found : {});
  return Object.fromEntries(
    pairs.flatMap(([name, text]) => (isText(name) && isText(text) ? [[name.toLowerCase(), text] as const] : [])),
  );
}

/** A parameter of the URL of the next page, from the header `Link`. @see https://www.rfc-editor.org/rfc/rfc8288 */
export function nextIn(headers: Headers, parameter: string): string | undefined {
  const [, url] = /<([^<>]+)>\s*;\s*rel="next"/.exec(headers.get('link') ?? '') ?? [];
  return url !== undefined && URL.canParse(url) ? (new URL(url).searchParams.get(parameter) ?? undefined) : undefined;
}

/** A URL with the parameters that have a value. */
export function urlWith(url: string, parameters: Readonly<Record<string, string | number | undefined>>): URL {
  const whole = new URL(url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) whole.searchParams.append(name, String(value));
  }
  return whole;
}
