import { isJsonObject } from '../../../functions/src/core/event/json.ts';

/** A JSON object of an answer. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads fields of Google's answers, which leave out what is empty. */

/** A text; undefined if it is missing or empty. */
export function textAt(value: JsonObject | undefined, name: string): string | undefined {
  const field = value?.[name];
  return typeof field === 'string' && field !== '' ? field : undefined;
}

/** A number; Google prints 64-bit ones as texts. */
export function numberAt(value: JsonObject | undefined, name: string): number | undefined {
  const field = value?.[name];
  if (field === undefined || field === '') return undefined;
  const number = Number(field);
  return Number.isNaN(number) ? undefined : number;
}

export function objectAt(value: JsonObject | undefined, name: string): JsonObject | undefined {
  const field = value?.[name];
  return isJsonObject(field) ? field : undefined;
}

/** The objects of a list; none if it is missing. */
export function objectsAt(value: JsonObject | undefined, name: string): readonly JsonObject[] {
  const field = value?.[name];
  return Array.isArray(field) ? field.filter(isJsonObject) : [];
}

/** The texts of a list; none if it is missing. */
export function textsAt(value: JsonObject | undefined, name: string): readonly string[] {
  const field = value?.[name];
  return Array.isArray(field) ? field.filter((item) => typeof item === 'string') : [];
}
