import type { Integration } from './integration.ts';
import { describe, type EventPlaces } from './places.ts';

/** The part of an integration that describes events: enough for events that came from the provider's API. */
export type Describer<Native> = Pick<Integration<Native>, 'provider' | 'describe'>;

/** Describes events that no webhook request brought. They come from the provider itself, so nothing is unsigned. */
export function describerOf<Native>(provider: string, places: EventPlaces<Native>): Describer<Native> {
  const coverage = { coversBody: true, coversHeader: () => true, coversQuery: () => true, coversPart: () => true };
  return {
    provider,
    describe: (native, request) =>
      describe(places, native, {
        provider,
        request,
        coverage,
        body: () => undefined,
        signedAt: undefined,
        signedId: undefined,
      }),
  };
}
