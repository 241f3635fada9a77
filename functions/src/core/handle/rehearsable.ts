import type { EventLogic } from './planned-event.ts';

/** A consumer whose events can be rehearsed: its deployed name, and what it runs. */
export interface Rehearsable {
  readonly name: string;
  readonly logic: EventLogic;
}

const REHEARSABLE = Symbol.for('integration-service/rehearsable');

/** Has a function say what it runs, for tools that load it. */
export function rehearsable<Of extends object>(deployed: Of, { name, logic }: Rehearsable): Of {
  return Object.assign(deployed, { [REHEARSABLE]: { name, logic } });
}

/** What a consumer's function runs; undefined for everything else. */
export function rehearsableIn(value: unknown): Rehearsable | undefined {
  return isRehearsable(value) ? value[REHEARSABLE] : undefined;
}

function isRehearsable(value: unknown): value is { readonly [REHEARSABLE]: Rehearsable } {
  return typeof value === 'function' && REHEARSABLE in value;
}
