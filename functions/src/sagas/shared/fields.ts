import { isJsonObject } from 'integration-service';

/** Reads fields that may be missing, null or of another kind than their provider's documents promise. */

/** The objects that a field lists; none if it is no list. */
export function listIn<Element extends object>(
  field: readonly (Element | null | undefined)[] | null | undefined,
): readonly Element[] {
  const elements: readonly (Element | null | undefined)[] = Array.isArray(field) ? field : [];
  return elements.filter((element): element is Element => isJsonObject(element));
}

/** The text in a field; an empty one if it holds something else. */
export function textIn(field: unknown): string {
  return typeof field === 'string' ? field : '';
}
