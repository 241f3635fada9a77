import { idIn, isJsonObject } from 'integration-service';

/** Reads fields that may be missing, null or of another type than the provider documents. */

/** The objects in a field that is a list; none if it is not a list. */
export function listIn<Element extends object>(
  field: readonly (Element | null | undefined)[] | null | undefined,
): readonly Element[] {
  const elements: readonly (Element | null | undefined)[] = Array.isArray(field) ? field : [];
  return elements.filter((element): element is Element => isJsonObject(element));
}

/** The objects in a field that may hold anything; none if it is not a list. */
export function objectsIn(field: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(field) ? listIn<Readonly<Record<string, unknown>>>(field) : [];
}

/** The object in a field; an empty one if the field holds something else. */
export function objectIn(field: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(field) ? field : {};
}

/** The string in a field; an empty string if the field holds something else. */
export function textIn(field: unknown): string {
  return typeof field === 'string' ? field : '';
}

/** The string in a field; null if the field holds something else, or an empty string. */
export function textOrNull(field: unknown): string | null {
  return textIn(field) || null;
}

/** The id in a field, as text; null if the field holds neither a text nor a whole number. */
export function idOrNull(field: unknown): string | null {
  return idIn(field) ?? null;
}

/** The ids in several fields, without the fields that hold none. */
export function idsIn(...fields: readonly unknown[]): readonly string[] {
  return fields.flatMap((field) => idIn(field) ?? []);
}

/** The whole number in a field, such as an amount in minor units; null if the field holds something else. */
export function integerOrNull(field: unknown): number | null {
  return typeof field === 'number' && Number.isSafeInteger(field) ? field : null;
}

/** The entries of a field whose values pass a guard; none if the field is not an object. */
export function entriesIn<Value>(
  field: unknown,
  isValue: (value: unknown) => value is Value,
): { readonly [key: string]: Value } {
  return Object.fromEntries(
    Object.entries(objectIn(field)).flatMap(([key, value]) => (isValue(value) ? [[key, value]] : [])),
  );
}
