import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../../testing/memory-store.ts';
import type { EventPage } from './event-reader.ts';
import { subjectKey } from '../event/subject.ts';
import type { CommandFailure } from '../ledger/store.ts';
import { issueOf } from '../ledger/issue.ts';
import { LedgerEventReader } from './ledger-event-reader.ts';

let store: MemoryStore;
let reader: LedgerEventReader;
let seconds = 0;

beforeEach(() => {
  store = new MemoryStore();
  reader = new LedgerEventReader(store);
});

interface Handling {
  readonly consumer?: string;
  readonly eventType?: string;
  readonly subjects?: readonly string[];
  readonly replay?: string;
  readonly failures?: readonly CommandFailure[];
  readonly end: 'done' | 'release' | 'bury' | 'none';
}

/** One claimed attempt, ended as the test wants it. */
async function handle(
  id: string,
  { consumer = 'acme-onAcmeEvent', eventType = 'a.b', subjects, replay, failures, end }: Handling,
) {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, seconds++));
  const key = { consumer, source: '//acme.example', id, ...(replay !== undefined && { replay }) };
  const event = {
    provider: 'acme',
    eventType,
    time: 't',
    receivedTime: new Date(now.getTime() - 5_000).toISOString(),
    messageId: '7',
    ...(subjects !== undefined && { subjects }),
  };
  const claim = await store.claim({ key, event, leaseMs: 1000, now });
  if (claim.status !== 'claimed') throw new Error(`The claim was answered ${claim.status}.`);
  const fence = { key, token: claim.token, now };
  if (end === 'done') await store.commit(fence, 'saga/Do', [], true);
  if (end === 'release') await store.release(fence, failures ?? []);
  if (end === 'bury') await store.bury(fence, failures ?? []);
}

const failure = { command: 'saga/Do', message: 'it broke', permanent: false };

describe('events by the ledger alone', () => {
  it('have the state of what their consumers did, the most urgent first', async () => {
    await handle('e1', { end: 'done' });
    await handle('e1', { consumer: 'acme-notify', end: 'release', failures: [failure] });
    await handle('e2', { end: 'bury', failures: [{ ...failure, permanent: true }] });
    await handle('e3', { end: 'none' });
    const { events } = await reader.events({ limit: 10 });
    expect(events.map(({ id, status }) => [id, status])).toEqual([
      ['e3', 'published'],
      ['e2', 'dead'],
      ['e1', 'retrying'],
    ]);
    expect(events[2]?.consumers).toEqual([
      { name: 'acme-onAcmeEvent', status: 'handled', attempts: 1, commands: [{ name: 'saga/Do', status: 'done' }] },
      {
        name: 'acme-notify',
        status: 'retrying',
        attempts: 1,
        error: 'saga/Do: it broke',
        issue: issueOf({ consumer: 'acme-notify', ...failure }),
        commands: [],
      },
    ]);
  });

  it('are filtered by status, provider and type, whose end may be open', async () => {
    await handle('e1', { end: 'done', eventType: 'invoice.paid' });
    await handle('e2', { end: 'none', eventType: 'invoice.made' });
    const ids = async (query: object) =>
      (await reader.events({ limit: 10, ...query })).events.map(({ id }) => id).toSorted();
    expect(await ids({ status: 'handled' })).toEqual(['e1']);
    expect(await ids({ status: 'retrying' })).toEqual([]);
    expect(await ids({ type: 'invoice.*' })).toEqual(['e1', 'e2']);
    expect(await ids({ type: 'invoice.made' })).toEqual(['e2']);
    expect(await ids({ provider: 'other' })).toEqual([]);
  });

  it('are found by what they concern, as people write it, and by when they arrived', async () => {
    seconds = 10;
    await handle('e1', { end: 'done', subjects: ['cus_1', subjectKey('jane@example.com')] });
    await handle('e2', { end: 'done', subjects: ['cus_2'] });
    await handle('e3', { end: 'done', subjects: [subjectKey('jane@example.com')] });
    await handle('old', { end: 'done' });
    const ids = async (query: object) => (await reader.events({ limit: 10, ...query })).events.map(({ id }) => id);
    expect(await ids({ subject: 'cus_1' })).toEqual(['e1']);
    expect(await ids({ subject: 'Jane@Example.com' })).toEqual(['e3', 'e1']);
    const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 12, 0, second));
    expect(await ids({ since: at(6), until: at(8) })).toEqual(['e3', 'e2']);
    expect(await ids({ since: at(6), subject: 'jane@example.com' })).toEqual(['e3']);
    expect((await reader.event('e2'))?.subjects).toEqual(['cus_2']);
    expect((await reader.event('old'))?.subjects).toBeUndefined();
  });

  it('that arrived within a span of time are paged through by when they arrived', async () => {
    seconds = 10;
    for (const id of ['e1', 'e2', 'e3', 'e4', 'e5']) await handle(id, { end: 'done' });
    const since = new Date(Date.UTC(2026, 10, 23, 12, 0, 6));
    const first = await reader.events({ limit: 1, since });
    expect(first.events.map(({ id }) => id)).toEqual(['e5']);
    const second = await reader.events({ limit: 5, since, before: first.next ?? '' });
    expect(second).toMatchObject({ events: [{ id: 'e4' }, { id: 'e3' }, { id: 'e2' }] });
    expect(second.next).toBeUndefined();
  });

  it('are paged through by the time of their last change', async () => {
    for (const id of ['e1', 'e2', 'e3', 'e4', 'e5']) await handle(id, { end: 'done' });
    await handle('e4', { consumer: 'acme-notify', end: 'done' });
    const seen: string[][] = [];
    for (let before: string | undefined = '9'; before !== undefined;) {
      const page: EventPage = await reader.events({ limit: 2, before });
      seen.push(page.events.map(({ id }) => id));
      before = page.next;
    }
    expect(seen).toEqual([['e4', 'e5'], ['e3', 'e2'], ['e1']]);
  });

  it('that changed in the same moment are on one page, so that none is left out between two', async () => {
    for (const id of ['e1', 'e2', 'e3']) {
      seconds = 5;
      await handle(id, { end: 'done' });
    }
    const { events } = await reader.events({ limit: 2 });
    expect(events).toHaveLength(3);
  });

  it('count the last replay of each consumer', async () => {
    await handle('e1', { end: 'bury', failures: [failure] });
    await handle('e1', { end: 'done', replay: 'again' });
    expect((await reader.event('e1'))?.status).toBe('handled');
  });

  it('that are asked for one by one come with the id of their message, which is elsewhere', async () => {
    await handle('e1', { end: 'done' });
    expect(await reader.event('e1', 'acme')).toMatchObject({ id: 'e1', messageId: '7', attributes: {} });
    expect(await reader.event('e1', 'other')).toBeUndefined();
    expect(await reader.event('e9')).toBeUndefined();
  });
});
