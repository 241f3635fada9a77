import { isJsonObject } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';

/** Reads fields in Stripe's formats: references that may be expanded, times in Unix seconds. */

/** The id of a reference, expanded or not; null if there is none. */
export function idOf(reference: unknown): string | null {
  const id = isJsonObject(reference) ? reference['id'] : reference;
  return typeof id === 'string' && id !== '' ? id : null;
}

/**
 * A field that the SDK's types do not have, because newer API versions have it elsewhere. A destination keeps its API
 * version until someone changes it.
 */
export function olderField(object: object, name: string): unknown {
  return Reflect.get(object, name);
}

/** A time in Unix seconds as RFC 3339; null if there is none, as in events of other API versions. */
export function isoOf<Seconds>(seconds: Seconds): IsoOf<Seconds>;
export function isoOf(seconds: unknown): string | null {
  return typeof seconds === 'number' ? (timeOf(seconds)?.toISOString() ?? null) : null;
}

type IsoOf<Seconds> = Seconds extends number ? string : unknown extends Seconds ? string | null : null;
