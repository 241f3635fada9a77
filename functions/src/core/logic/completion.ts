import type { Context, RecordChanges } from './context.ts';

/**
 * How what a command, a task or a fact needs is got: some events carry it, others only name it. What is at hand costs
 * nothing. What has to be fetched is fetched in the step, after the event was claimed, and never in a saga.
 */
export interface Completion<Given, Whole> {
  /** The whole, if it is at hand. Pure. */
  readonly atHand: (given: Given) => Whole | undefined;
  /** Fetches the whole. It may run more than once. @returns undefined if there is nothing left to do. */
  readonly fetch: (given: Given, context: Context) => Promise<Whole | undefined>;
}

/** For what carries everything itself. */
export function complete<Given>(): Completion<Given, Given> {
  return { atHand: (given) => given, fetch: (given) => Promise.resolve(given) };
}

/** A change of records by something that carries all it needs, or only names it. */
export interface CompletedChange<Given> {
  /** The change, if everything is at hand; undefined if something has to be fetched first. */
  atHand(given: Given): ((records: RecordChanges) => void) | undefined;
  /** Fetches what is missing, and makes the change. */
  fetched(given: Given, context: Context): Promise<void>;
}

export function completedChange<Given, Whole>(
  change: (whole: Whole, records: RecordChanges) => void,
  completion: Completion<Given, Whole>,
): CompletedChange<Given> {
  return {
    atHand(given) {
      const whole = completion.atHand(given);
      return whole === undefined ? undefined : (records) => change(whole, records);
    },
    async fetched(given, context) {
      const whole = await completion.fetch(given, context);
      if (whole !== undefined) change(whole, context.records);
    },
  };
}
