import { idIn } from 'integration-service';

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
