import { reasonOf } from '../ledger/entry-errors.ts';
import type { Claim, CommandFailure, Mutation } from '../ledger/store.ts';
import { parkMessage } from '../letters/parked-message.ts';
import type { Handling } from './handling.ts';

type Claimed = Extract<Claim, { status: 'claimed' }>;

/** Puts aside events whose handlers asked to be tried again later. Only consumers with such a handler carry it. */
export interface Parking {
  /** Failures that ask to be tried again later, unless that was granted too often: they are failures for good then. */
  patient(failures: readonly CommandFailure[], claim: Claimed, now: Date): readonly CommandFailure[];
  /**
   * Returns the changes that keep the message until then. If a record has no room for it, returns undefined, and Pub/Sub
   * keeps it.
   * Absent if something else keeps the event.
   */
  keep?(aside: Aside): readonly Mutation[] | undefined;
}

/** An event that is put aside. */
interface Aside {
  readonly handling: Handling;
  readonly claim: Claimed;
  readonly failures: readonly CommandFailure[];
  /** By the time of durable sagas. */
  readonly until: Date;
  readonly now: Date;
}

/** An event is put aside at most this often, and for this long in all. */
const MAX_PARKINGS = 100;
const MAX_PARKED_MS = 30 * 24 * 60 * 60_000;

/** Parking of events that something else keeps: commands of durable sagas are in their instances. */
export const patience: Parking = {
  patient: (failures, { parked }, now) => {
    if (parked === undefined) return failures;
    const { times, since } = parked;
    if (times < MAX_PARKINGS && now.getTime() - Date.parse(since) < MAX_PARKED_MS) return failures;
    return failures.map((failure) => {
      if (failure.retryAt === undefined) return failure;
      const { retryAt: _retryAt, message, ...rest } = failure;
      return { ...rest, message: `It was put off ${times} times since ${since}: ${message}`, permanent: true };
    });
  },
};

/** Parking of events as records, which the scheduled function of durable sagas wakes. */
export const parkEvents: Parking = {
  ...patience,
  keep: ({ handling: { key, delivery, event }, claim: { parked }, failures, until, now }) => {
    const { provider, id, eventtype } = event.envelope;
    const kept = parkMessage({
      key,
      delivery,
      provider,
      eventId: id,
      eventType: eventtype,
      dueAt: until.getTime(),
      times: (parked?.times ?? 0) + 1,
      since: parked?.since ?? now.toISOString(),
      reason: reasonOf(failures),
    });
    return kept && [kept];
  },
};
