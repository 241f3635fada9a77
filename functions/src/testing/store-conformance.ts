import { describe, type TestOptions } from 'vitest';
import type { LedgerReader, Store } from '../core/ledger/store.ts';
import { claimCases } from './store-conformance/claims.ts';
import { commitCases } from './store-conformance/commits.ts';
import { newEventCases } from './store-conformance/new-events.ts';
import { limitCases } from './store-conformance/limits.ts';
import { recordCases } from './store-conformance/records.ts';
import { settleCases } from './store-conformance/settling.ts';

/** A store and its reader, as every implementation brings them. */
export type StoreUnderTest = Store & LedgerReader;

/**
 * What every store has to do, as one vitest suite: the ledger's protocol and the records.
 * @param makeStore Makes an empty store; called once per test, inside of it, so that it may clean up with `onTestFinished`.
 * @param options `concurrent` for a store that waits more than it works, and cleans up by itself.
 */
export function storeConformance(
  name: string,
  makeStore: () => StoreUnderTest | Promise<StoreUnderTest>,
  options: Pick<TestOptions, 'concurrent'> = {},
): void {
  describe(name, options, () => {
    describe('claims', () => claimCases(makeStore));
    describe('commits', () => commitCases(makeStore));
    describe('new events', () => newEventCases(makeStore));
    describe('settling', () => settleCases(makeStore));
    describe('records', () => recordCases(makeStore));
    describe('limits', () => limitCases(makeStore));
  });
}
