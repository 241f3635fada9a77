import { type AsOf, asOfEvent, idIn, type IntegrationEvent } from 'integration-service';
import { textIn } from '../shared/fields.ts';

/** A resource of JSON:API, and what was passed to the checkout that it came from. */
export interface Resource<Attributes> {
  readonly id: string;
  readonly attributes: Attributes;
  readonly custom?: Readonly<Record<string, unknown>> | null | undefined;
}

/** An id, which Lemon Squeezy writes as a number in attributes, as text. */
export function numberedId(id: unknown): string | null {
  return idIn(id) || null;
}

/** Whether a resource belongs to live mode; null if it does not say. */
export function livemodeOf({ test_mode: isTest }: { readonly test_mode?: boolean | null }): boolean | null {
  return typeof isTest === 'boolean' ? !isTest : null;
}

/** The moment of a resource that an event shows. @param ranks Decide which of two states within one second is the later one. */
export function asOfState(event: IntegrationEvent, status: unknown, ranks: ReadonlyMap<string, number>): AsOf {
  return asOfEvent(event, ranks.get(textIn(status)) ?? 0);
}
