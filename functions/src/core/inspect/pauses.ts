/** A consumer that is paused: what is published to it waits in its subscription, for as long as that keeps it. */
export interface ConsumerPause {
  /** Deployed name. */
  readonly consumer: string;
  /** RFC 3339 */
  readonly since: string;
  /** Messages that wait; undefined if that is not known. */
  readonly waiting?: number;
  /** RFC 3339: when the oldest of them is dropped, or one that arrived when the pause began. Undefined if nothing waits. */
  readonly dropsAt?: string;
}

/** Pauses consumers, and resumes them. */
export interface PauseControl {
  /** The consumers that can be paused, by their deployed names. */
  consumers(): Promise<readonly string[]>;
  /** Those that are paused, the longest first. */
  paused(): Promise<readonly ConsumerPause[]>;
  /** How many days a message waits for one of them before it is dropped. */
  keptDays(consumer: string): Promise<number>;
  /** @returns false if it was paused before. */
  pause(consumer: string): Promise<boolean>;
  /** @returns false if it was not paused. */
  resume(consumer: string): Promise<boolean>;
}

/** What waits and until when, as part of a sentence: `2 messages wait, and the oldest is dropped on 2026-12-30 16:44 UTC`. */
export function waitingWords({ waiting, dropsAt }: Pick<ConsumerPause, 'waiting' | 'dropsAt'>): string {
  const drop = dropsAt === undefined ? '' : minuteOf(dropsAt);
  if (waiting === undefined) {
    return drop === '' ? 'it is not known how many messages wait' : `messages that wait are dropped from ${drop} on`;
  }
  if (waiting === 0) return 'nothing waits';
  const some = waiting === 1 ? '1 message waits' : `${waiting} messages wait`;
  return drop === '' ? some : `${some}, and the oldest is dropped on ${drop}`;
}

/** A pause as one sentence. */
export function pauseSentence(pause: ConsumerPause): string {
  return `${pause.consumer} is paused since ${minuteOf(pause.since)}: ${waitingWords(pause)}.`;
}

/** `2026-12-30 16:44 UTC` */
function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
