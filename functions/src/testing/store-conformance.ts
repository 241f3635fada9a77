import { describe, type TestOptions } from 'vitest';
import { accountCases } from './store-conformance/accounts.ts';
import { claimCases } from './store-conformance/claims.ts';
import { commitCases } from './store-conformance/commits.ts';
import { newEventCases } from './store-conformance/new-events.ts';
import { findCases } from './store-conformance/finding.ts';
import { limitCases } from './store-conformance/limits.ts';
import { recordCases } from './store-conformance/records.ts';
import { removalCases } from './store-conformance/removals.ts';
import { settlingRecordCases } from './store-conformance/settling-records.ts';
import { settleCases } from './store-conformance/settling.ts';
import type { MakeStore } from './store-conformance/subject.ts';
import { togetherCases } from './store-conformance/together.ts';

/**
 * What every store has to do, as one vitest suite: the ledger's protocol and the records.
 * @param makeStore Makes an empty store; called once per test, inside of it, so that it may clean up with `onTestFinished`.
 * @param options `concurrent` for a store that waits more than it works, and cleans up by itself.
 */
export function storeConformance(
  name: string,
  makeStore: MakeStore,
  options: Pick<TestOptions, 'concurrent'> = {},
): void {
  describe(name, options, () => {
    describe('claims', () => claimCases(makeStore));
    describe('commits', () => commitCases(makeStore));
    describe('new events', () => newEventCases(makeStore));
    describe('new events together', () => togetherCases(makeStore));
    describe('settling', () => settleCases(makeStore));
    describe('settling with records', () => settlingRecordCases(makeStore));
    describe('records', () => recordCases(makeStore));
    describe('records by a field', () => findCases(makeStore));
    describe('removals', () => removalCases(makeStore));
    describe('accounts', () => accountCases(makeStore));
    describe('limits', () => limitCases(makeStore));
  });
}
