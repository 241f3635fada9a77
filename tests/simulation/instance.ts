import { AsyncLocalStorage } from 'node:async_hooks';

/** A simulated process: an instance of a function, or a tool of an operator. */
export class Instance {
  readonly name: string;
  /** How far its clock is ahead of the true time, in milliseconds. */
  readonly skewMs: number;
  /** Until when it gets no processor, in simulated time. */
  frozenUntil = 0;
  /** Called when it dies. */
  onDeath: () => void = () => undefined;
  #isAlive = true;

  constructor(name: string, skewMs: number) {
    this.name = name;
    this.skewMs = skewMs;
  }

  freeze(until: number): void {
    this.frozenUntil = Math.max(this.frozenUntil, until);
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Nothing of it runs again. What it has sent may still arrive. */
  kill(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.onDeath();
  }
}

/** What an instance is doing: one delivery, or one command of an operator. */
export interface Activity {
  readonly name: string;
  readonly instance: Instance;
  /** In simulated time. */
  readonly startedAt: number;
  /** Names a replay, if the delivery belongs to one. */
  readonly replay?: string | undefined;
  /** How old the message is, by Pub/Sub's clock. */
  readonly messageAgeMs?: number;
  /** The only consumer that is to handle the message, if there is one. */
  readonly addressee?: string | undefined;
  /** Whether an operator sent the message once more. */
  readonly isRedrive?: boolean;
  /** The message that is being handled. */
  readonly messageId?: string;
}

/** Whose code is running. Timers, requests and handlers find out from it on whose behalf they act. */
export const current = new AsyncLocalStorage<Activity>();

/** The activity that runs. @throws if none does. */
export function activityNow(): Activity {
  const activity = current.getStore();
  if (activity === undefined) throw new Error('Business logic runs outside of the simulation.');
  return activity;
}
