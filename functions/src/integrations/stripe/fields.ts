/** Reads fields as Stripe spells them: references that may be expanded, times in Unix seconds. */

/** The id of a reference, expanded or not; null where there is none. */
export function idOf(reference: string | { readonly id: string } | null | undefined): string | null {
  if (reference === null || reference === undefined) return null;
  return typeof reference === 'string' ? reference : reference.id;
}

/** RFC 3339 of a time in Unix seconds; null where there is none, events of other API versions included. */
export function isoOf<Seconds extends number | null | undefined>(seconds: Seconds): IsoOf<Seconds>;
export function isoOf(seconds: number | null | undefined): string | null {
  return typeof seconds === 'number' && Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : null;
}

type IsoOf<Seconds> = Seconds extends number ? string : null;
