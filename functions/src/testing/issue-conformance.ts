import { expect, it } from 'vitest';
import { buildEvent, encodeEvent } from '../core/event/platform-event.ts';
import { RESERVED_COLLECTIONS, type Store } from '../core/ledger/store.ts';
import { deadLetterOf, type DeathReport } from '../core/letters/dead-letter.ts';
import { dismiss } from '../core/letters/dismiss.ts';
import type { IssueReader } from '../core/letters/issues.ts';
import { letterOf } from '../core/letters/letter.ts';
import type { LetterReader } from '../core/letters/letter-reader.ts';
import { letters } from '../core/letters/letters.ts';
import { redrive } from '../core/letters/redrive.ts';
import { issueOf } from '../core/ledger/issue.ts';

/** What reads the issues of a store. */
export interface IssueSubject {
  readonly store: Store;
  readonly issues: IssueReader;
  readonly letters: LetterReader;
}

type Failed = Pick<DeathReport, 'issue' | 'command' | 'stack'> & { readonly consumer?: string };

const CONSUMER = 'acme-onAcmeEvent';
const START = Date.parse('2026-11-23T12:00:00.000Z');
const AWAY = issueOf({ consumer: CONSUMER, command: 'tell/Tell', message: 'The CRM is away.' });
const REFUSED = issueOf({ consumer: CONSUMER, command: 'tell/Tell', kind: 'TypeError', message: 'Refused.' });
const STACK = 'TypeError\n    at tell (functions/src/tell.ts:1:2)';

function at(seconds: number): Date {
  return new Date(START + seconds * 1000);
}

/** Keeps a letter, as the function behind the dead-letter topic does. */
async function keep(store: Store, id: string, seconds: number, failed: Failed): Promise<void> {
  const about = { id, type: 'thing', time: at(seconds), source: '//acme.example' };
  const message = encodeEvent(buildEvent('acme', about, { receivedAt: at(seconds) }), Buffer.from('{}'));
  const delivery = { ...message, messageId: id, publishTime: at(seconds) };
  const report = { consumer: CONSUMER, reason: `tell/Tell/${id}: It failed at ${id}.`, attempts: 8, time: at(seconds) };
  const { letter, id: letterId } = letterOf('acme', {
    ...delivery,
    ...deadLetterOf(delivery, { ...report, ...failed }),
  });
  await store.write([{ collection: RESERVED_COLLECTIONS.letters, id: letterId, mutate: () => letter }]);
}

/** Has an attempt at an event fail. */
async function fail(store: Store, id: string, seconds: number, message: string): Promise<() => Promise<boolean>> {
  const key = { consumer: CONSUMER, source: '//acme.example', id };
  const times = { time: at(seconds).toISOString(), receivedTime: at(seconds).toISOString() };
  const event = { provider: 'acme', eventType: 'thing', messageId: id, ...times };
  const claim = await store.claim({ key, event, leaseMs: 1_000, now: at(seconds) });
  if (claim.status !== 'claimed') throw new Error(`The claim was answered ${claim.status}.`);
  const fence = { key, token: claim.token, now: at(seconds) };
  await store.release(fence, [{ command: `tell/Tell/${id}`, message, permanent: false, stack: STACK }]);
  return async () => {
    const again = await store.claim({ key, event, leaseMs: 1_000, now: at(seconds + 60) });
    return again.status === 'claimed' && store.complete({ key, token: again.token, now: at(seconds + 60) });
  };
}

function portsAt(store: Store, seconds: number) {
  return { store, clock: { now: () => at(seconds) }, publisher: { publish: () => Promise.resolve([]) } };
}

/** Dead letters and failed attempts, grouped. @param makeSubject Over an empty store. */
export function issueConformance(makeSubject: () => IssueSubject | Promise<IssueSubject>): void {
  it('groups letters by their issue, with the first and the last time, and the last reason and stack', async () => {
    const { store, issues } = await makeSubject();
    await keep(store, 'e2', 20, { issue: REFUSED, command: 'tell/Tell', stack: STACK });
    await keep(store, 'e1', 10, { issue: REFUSED, command: 'tell/Tell' });
    await keep(store, 'e3', 15, { issue: AWAY, command: 'tell/Tell' });
    expect(await issues.issues({})).toEqual({
      issues: [
        {
          issue: REFUSED,
          provider: 'acme',
          consumer: CONSUMER,
          command: 'tell/Tell',
          reason: 'tell/Tell/e2: It failed at e2.',
          stack: STACK,
          first: at(10).toISOString(),
          last: at(20).toISOString(),
          letters: { open: 2, redriven: 0, dismissed: 0 },
          retrying: 0,
          isBack: false,
        },
        expect.objectContaining({ issue: AWAY, letters: { open: 1, redriven: 0, dismissed: 0 } }),
      ],
      ungrouped: 0,
    });
    expect(await issues.issue(AWAY)).toMatchObject({ issue: AWAY, first: at(15).toISOString() });
    expect(await issues.issue('0123456789ab')).toBeUndefined();
  });

  it('finds the letters of an issue, the newest first, and changes them alone', async () => {
    const { store, issues, letters: reader } = await makeSubject();
    for (const [index, id] of ['e1', 'e2', 'e3'].entries()) await keep(store, id, index, { issue: REFUSED });
    await keep(store, 'e4', 9, { issue: AWAY });
    const found = await reader.letters({ issue: REFUSED, limit: 2 });
    expect(found.map(({ eventId }) => eventId)).toEqual(['e3', 'e2']);
    expect(found[0]).not.toHaveProperty('issueTime');
    expect(await reader.count({ issue: REFUSED })).toBe(3);
    const named = await Array.fromAsync(letters(store, { issue: REFUSED }));
    expect(new Set(named.map(({ eventId }) => eventId))).toEqual(new Set(['e1', 'e2', 'e3']));
    expect(await redrive(portsAt(store, 60), { issue: REFUSED })).toEqual({ redriven: 3, withoutBytes: 0 });
    expect(await dismiss(portsAt(store, 60), { issue: AWAY })).toEqual({ dismissed: 1 });
    expect(await reader.letters({ issue: REFUSED, status: 'open', limit: 9 })).toEqual([]);
    expect(await reader.count({ status: 'redriven', provider: 'acme' })).toBe(3);
    expect(await issues.issues({})).toEqual({ issues: [], ungrouped: 0 });
    expect((await issues.issues({ settled: true })).issues).toMatchObject([
      { issue: AWAY, letters: { open: 0, redriven: 0, dismissed: 1 } },
      {
        issue: REFUSED,
        letters: { open: 0, redriven: 3, dismissed: 0 },
        redrivenAt: at(60).toISOString(),
        isBack: false,
      },
    ]);
  });

  it('says that an issue is back if it fails after a redrive, until it is redriven again', async () => {
    const { store, issues } = await makeSubject();
    await keep(store, 'e1', 0, { issue: REFUSED });
    await keep(store, 'e2', 1, { issue: REFUSED });
    const [one] = await Array.fromAsync(letters(store, { issue: REFUSED }));
    await redrive(portsAt(store, 60), { ids: [one?.id ?? ''] });
    expect(await issues.issue(REFUSED)).toMatchObject({ isBack: false, letters: { open: 1, redriven: 1 } });
    await keep(store, 'e3', 61, { issue: REFUSED });
    expect(await issues.issue(REFUSED)).toMatchObject({ isBack: true, redrivenAt: at(60).toISOString() });
    await redrive(portsAt(store, 90), { issue: REFUSED });
    expect(await issues.issue(REFUSED)).toMatchObject({ isBack: false, letters: { open: 0, redriven: 3 } });
  });

  it('counts events that are tried again, with or without letters, until they are done', async () => {
    const { store, issues } = await makeSubject();
    await keep(store, 'e1', 0, { issue: AWAY });
    const finish = await fail(store, 'e2', 5, 'The CRM is away.');
    await fail(store, 'e3', 6, 'The CRM is away.');
    await fail(store, 'e4', 7, 'Another one.');
    const { issues: found } = await issues.issues({});
    expect(found).toMatchObject([
      { command: 'tell/Tell', retrying: 1, stack: STACK, letters: { open: 0 }, first: at(7).toISOString() },
      { issue: AWAY, retrying: 2, letters: { open: 1 }, first: at(0).toISOString(), last: at(6).toISOString() },
    ]);
    expect(await finish()).toBe(true);
    expect(await issues.issue(AWAY)).toMatchObject({ retrying: 1 });
  });

  it('tells how many open letters were kept before there were issues', async () => {
    const { store, issues } = await makeSubject();
    await keep(store, 'e1', 0, { issue: AWAY });
    const old = {
      status: 'open',
      provider: 'acme',
      reason: 'No.',
      attempts: 1,
      messageId: '1',
      attributes: {},
      bytes: 0,
    };
    await store.write([
      { collection: RESERVED_COLLECTIONS.letters, id: 'old', mutate: () => ({ ...old, time: at(0).toISOString() }) },
    ]);
    expect(await issues.issues({})).toMatchObject({ issues: [{ issue: AWAY }], ungrouped: 1 });
  });

  it('lists those of a provider or a consumer', async () => {
    const { store, issues } = await makeSubject();
    await keep(store, 'e1', 0, { issue: AWAY, consumer: 'acme-archive' });
    await keep(store, 'e2', 0, { issue: REFUSED });
    const listed = async (query: object) => (await issues.issues(query)).issues.map(({ issue }) => issue);
    expect(await listed({ consumer: 'acme-archive' })).toEqual([AWAY]);
    expect(await listed({ provider: 'other' })).toEqual([]);
  });
}
