import type { EventReader, EventStatus } from '../../functions/src/core/inspect/event-reader.ts';

/** What is waited for, and how. */
export interface Awaited {
  readonly provider: string;
  /** Exactly this event; otherwise the first of the provider's that arrives after `since`. */
  readonly id?: string;
  /** Only events of this type. */
  readonly type?: string;
  readonly since: Date;
  readonly waitMs: number;
}

/** How long it takes is measured by these. */
export interface Waiting {
  readonly wait: (ms: number) => Promise<unknown>;
  readonly now: () => Date;
}

/** An event that arrived. */
export interface Arrival {
  readonly id: string;
  readonly type: string;
  readonly status: EventStatus;
}

const POLL_MS = 1_000;

/** Waits in the ledger until an event is handled or given up on. @returns the last that was seen of it; undefined: nothing came. */
export async function arrivalOf(
  { provider, id, type, since, waitMs }: Awaited,
  reader: EventReader,
  { wait, now }: Waiting,
): Promise<Arrival | undefined> {
  const until = now().getTime() + waitMs;
  for (;;) {
    const seen =
      id === undefined
        ? (await reader.events({ provider, since, limit: 1, ...(type !== undefined && { type }) })).events[0]
        : await reader.event(id, provider);
    const isOver = seen?.status === 'handled' || seen?.status === 'dead' || now().getTime() >= until;
    if (isOver) return seen === undefined ? undefined : { id: seen.id, type: seen.type, status: seen.status };
    await wait(POLL_MS);
  }
}
