import type { Context } from './context.ts';

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

/** What changes records, and what it needs. */
interface Changing<Given, Whole, Target> {
  readonly change: (whole: Whole, target: Target) => void;
  readonly completion: Completion<Given, Whole>;
}

/** Both ways to the same change: at once, or after a request. */
export interface CompletedChange<Given, Target> {
  /** The change, if everything is at hand; undefined if something has to be fetched. */
  atHand(given: Given): ((target: Target) => void) | undefined;
  /** Fetches what is missing, and makes the change. */
  fetched(given: Given, target: Target, context: Context): Promise<void>;
}

/** A change of something that may have to be fetched first. */
export function completedChange<Given, Whole, Target>({
  change,
  completion,
}: Changing<Given, Whole, Target>): CompletedChange<Given, Target> {
  return {
    atHand(given) {
      const whole = completion.atHand(given);
      return whole === undefined ? undefined : (target) => change(whole, target);
    },
    async fetched(given, target, context) {
      const whole = await completion.fetch(given, context);
      if (whole !== undefined) change(whole, target);
    },
  };
}
