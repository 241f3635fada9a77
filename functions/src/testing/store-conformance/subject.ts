import { expect } from 'vitest';
import type { LedgerReader } from '../../core/ledger/ledger-reader.ts';
import type { Claim, ClaimRequest, Fence, LedgerEntry, LedgerKey, Mutator, Store } from '../../core/ledger/store.ts';

/** A store and its reader, as every implementation brings them. */
export type StoreUnderTest = Store & LedgerReader;

export type MakeStore = () => StoreUnderTest | Promise<StoreUnderTest>;

export const START = new Date('2026-11-23T12:00:00.000Z');
export const LEASE_MS = 90_000;

export const KEY: LedgerKey = { consumer: 'stripe-onStripeEvent', source: '//stripe.com', id: 'evt_1' };

/** A moment after the start. */
export function after(ms: number): Date {
  return new Date(START.getTime() + ms);
}

/** A claim as a consumer asks for it. */
export function request(change: Partial<ClaimRequest> = {}): ClaimRequest {
  const event = {
    provider: 'stripe',
    eventType: 'customer.updated',
    time: '2026-11-23T11:59:00.000Z',
    receivedTime: '2026-11-23T11:59:59.000Z',
    messageId: '1001',
    subjects: ['cus_1'],
  };
  return { key: KEY, event, leaseMs: LEASE_MS, now: START, ...change };
}

export type Granted = Extract<Claim, { status: 'claimed' }>;

/** A claim that is expected to be granted. */
export async function granted(store: Store, change: Partial<ClaimRequest> = {}): Promise<Granted> {
  const claim = await store.claim(request(change));
  expect(claim.status).toBe('claimed');
  if (claim.status !== 'claimed') throw new Error(`The claim was answered ${claim.status}.`);
  return claim;
}

export function fence({ token }: Granted, change: Partial<Fence> = {}): Fence {
  return { key: KEY, token, now: after(1_000), ...change };
}

/** The one entry of an event. */
export async function entry(store: LedgerReader, id = KEY.id): Promise<LedgerEntry | undefined> {
  const entries = await store.entries({ limit: 10, id });
  expect(entries.length).toBeLessThan(2);
  return entries[0];
}

const increment: Mutator = (current) => ({ count: Number(current?.['count'] ?? 0) + 1 });

/** A mutation of the one counter that the tests use. */
export const counted = { collection: 'counters', id: 'one', mutate: increment };

export const transient = (command: string) => ({ command, message: 'The network is down.', permanent: false });
export const permanent = (command: string) => ({ command, message: 'The card is stolen.', permanent: true });
