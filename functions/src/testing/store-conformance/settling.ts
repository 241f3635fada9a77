import { expect, it } from 'vitest';
import { issueOf } from '../../core/ledger/issue.ts';
import {
  after,
  counted,
  entry,
  fence,
  granted,
  KEY,
  LEASE_MS,
  permanent,
  request,
  transient,
  type MakeStore,
} from './subject.ts';

/** Steps 5 and 6 of the protocol: failing for now, failing for good, and coming back. */
export function settleCases(makeStore: MakeStore): void {
  it('frees a released event at once, counts its attempt and shows why it failed', async () => {
    const store = await makeStore();
    const claim = await granted(store);
    expect(await store.release(fence(claim), [transient('saga/Send')])).toBe(true);
    expect(await entry(store)).toMatchObject({
      status: 'open',
      attempts: 1,
      commands: [],
      error: 'saga/Send: The network is down.',
    });
    expect(await store.commit(fence(claim), 'saga/Send', [counted], true)).toBe(false);
    expect((await granted(store, { now: after(1_001) })).attempts).toBe(2);
  });

  it('shows the issue and the stack of a failure until the event is done, and keeps what failed for good with its own', async () => {
    const store = await makeStore();
    const stack = 'TypeError\n    at send (functions/src/send.ts:1:2)';
    const first = await granted(store);
    const failures = [
      { ...permanent('saga/Charge'), kind: 'StripeCardError', stack },
      { ...transient('saga/Send/1'), kind: 'TypeError', stack },
    ];
    await store.release(fence(first), failures);
    const issue = issueOf({ consumer: KEY.consumer, ...transient('saga/Send/2'), kind: 'TypeError' });
    expect(await entry(store)).toMatchObject({ issue, stack });
    const second = await granted(store, { now: after(2_000) });
    expect(await entry(store)).toMatchObject({ issue, stack });
    expect(second.settled.get('saga/Charge')).toMatchObject({ kind: 'StripeCardError', stack });
    await store.bury(fence(second), [permanent('saga/Send')]);
    expect(await entry(store)).toMatchObject({
      status: 'dead',
      issue: issueOf({ consumer: KEY.consumer, ...permanent('saga/Send') }),
    });
    const redriven = await granted(store, { now: after(3_000), redrive: 'r1' });
    expect(await entry(store)).not.toHaveProperty('issue');
    await store.complete(fence(redriven));
    for (const field of ['issue', 'stack', 'error']) expect(await entry(store)).not.toHaveProperty(field);
  });

  it('settles what failed for good and leaves open what may work next time', async () => {
    const store = await makeStore();
    const first = await granted(store);
    await store.commit(fence(first), 'saga/Count', [counted], false);
    await store.release(fence(first), [permanent('saga/Charge'), transient('saga/Send')]);
    expect(await entry(store)).toMatchObject({
      commands: [
        { name: 'saga/Count', status: 'done' },
        { name: 'saga/Charge', status: 'failed', error: 'The card is stolen.' },
      ],
      error: 'saga/Send: The network is down.',
    });
    const second = await granted(store, { now: after(2_000) });
    expect([...second.settled.values()]).toEqual([
      { name: 'saga/Count', status: 'done', records: ['counters/one'] },
      { name: 'saga/Charge', status: 'failed', error: 'The card is stolen.' },
    ]);
  });

  it('holds an event whose handlers asked to wait until a message comes that is sent for it, and counts no attempt', async () => {
    const store = await makeStore();
    const until = after(60_000).toISOString();
    const first = await granted(store);
    expect(await store.release(fence(first), [{ ...transient('saga/Send'), retryAt: until }], [counted])).toBe(true);
    expect(await entry(store)).toMatchObject({ status: 'open', attempts: 0, waitsUntil: until });
    expect(await store.claim(request({ now: after(120_000) }))).toEqual({ status: 'waiting', until: after(60_000) });
    expect((await granted(store, { now: after(1_000), parking: 1 })).parked).toEqual({
      times: 1,
      since: after(1_000).toISOString(),
    });
    expect(await entry(store)).not.toHaveProperty('waitsUntil');
  });

  it('does not count an attempt that is given back without a failure', async () => {
    const store = await makeStore();
    await store.release(fence(await granted(store)), [transient('saga/Send')]);
    const second = await granted(store, { now: after(2_000) });
    await store.commit(fence(second), 'saga/Count', [counted], false);
    expect(await store.release(fence(second), [])).toBe(true);
    expect(await entry(store)).toMatchObject({
      attempts: 1,
      commands: [{ name: 'saga/Count', status: 'done' }],
      error: 'saga/Send: The network is down.',
    });
    expect((await granted(store, { now: after(3_000) })).attempts).toBe(2);
  });

  it('no longer shows an error once the event is done', async () => {
    const store = await makeStore();
    await store.release(fence(await granted(store)), [transient('saga/Send')]);
    await store.commit(fence(await granted(store, { now: after(2_000) })), 'saga/Send', [], true);
    const done = await entry(store);
    expect(done).toMatchObject({ status: 'done', attempts: 2 });
    expect(done).not.toHaveProperty('error');
  });

  it('marks a buried event dead with all of its reasons, and refuses it from then on', async () => {
    const store = await makeStore();
    expect(await store.bury(fence(await granted(store)), [permanent('saga/Charge'), transient('saga/Send')])).toBe(
      true,
    );
    expect(await entry(store)).toMatchObject({
      status: 'dead',
      commands: [
        { name: 'saga/Charge', status: 'failed', error: 'The card is stolen.' },
        { name: 'saga/Send', status: 'failed', error: 'The network is down.' },
      ],
      error: 'saga/Charge: The card is stolen.; saga/Send: The network is down.',
    });
    expect(await store.claim(request({ now: after(LEASE_MS) }))).toEqual({ status: 'dead' });
  });

  it('keeps the first reason of a command that failed for good in an earlier attempt', async () => {
    const store = await makeStore();
    await store.release(fence(await granted(store)), [permanent('saga/Charge'), transient('saga/Send')]);
    const second = await granted(store, { now: after(2_000) });
    await store.bury(fence(second), [{ command: 'saga/Charge', message: 'It failed before.', permanent: true }]);
    expect(await entry(store)).toMatchObject({
      commands: [{ name: 'saga/Charge', status: 'failed', error: 'The card is stolen.' }],
    });
  });

  it('reopens a dead event for a redrive, with the attempts counted from zero and only the done commands kept', async () => {
    const store = await makeStore();
    const first = await granted(store);
    await store.commit(fence(first), 'saga/Count', [counted], false);
    await store.release(fence(first), [transient('saga/Charge')]);
    await store.bury(fence(await granted(store, { now: after(2_000) })), [permanent('saga/Charge')]);

    const redriven = await granted(store, { now: after(3_000), redrive: 'r1' });
    expect(redriven.attempts).toBe(1);
    expect([...redriven.settled.keys()]).toEqual(['saga/Count']);
    expect(await entry(store)).toMatchObject({ status: 'open', attempts: 1 });
    expect(await entry(store)).not.toHaveProperty('error');
    await store.commit(fence(redriven), 'saga/Charge', [], true);
    expect(await entry(store)).toMatchObject({ status: 'done' });
  });

  it('remembers what was tried before a redrive', async () => {
    const store = await makeStore();
    await store.release(fence(await granted(store)), [transient('saga/Send')]);
    const second = await granted(store, { now: after(2_000) });
    await store.bury(fence(second, { now: after(3_000) }), [transient('saga/Send')]);
    const redriven = await granted(store, { now: after(10_000), redrive: 'r1' });
    await store.bury(fence(redriven, { now: after(11_000) }), [permanent('saga/Charge')]);
    await store.complete(fence(await granted(store, { now: after(20_000), redrive: 'r2' })));
    expect(await entry(store)).toMatchObject({
      status: 'done',
      attempts: 1,
      earlier: [
        { attempts: 2, error: 'saga/Send: The network is down.', until: after(3_000).toISOString() },
        { attempts: 1, error: 'saga/Charge: The card is stolen.', until: after(11_000).toISOString() },
      ],
    });
  });

  it('lets a redrive reopen an event once, and the next redrive again', async () => {
    const store = await makeStore();
    await store.bury(fence(await granted(store)), [permanent('saga/Charge')]);
    await store.bury(fence(await granted(store, { redrive: 'r1' })), [permanent('saga/Charge')]);
    expect(await store.claim(request({ redrive: 'r1' }))).toEqual({ status: 'dead' });
    expect(await store.claim(request())).toEqual({ status: 'dead' });
    expect((await granted(store, { redrive: 'r2' })).attempts).toBe(1);
  });

  it('counts a redrive that meets an open event as its next attempt, and does not reopen it once it is dead', async () => {
    const store = await makeStore();
    await store.release(fence(await granted(store)), [transient('saga/Send')]);
    const redriven = await granted(store, { now: after(2_000), redrive: 'r1' });
    expect(redriven.attempts).toBe(2);
    await store.bury(fence(redriven), [permanent('saga/Send')]);
    expect(await store.claim(request({ redrive: 'r1' }))).toEqual({ status: 'dead' });
  });

  it('grants exactly one of many deliveries of one redrive', async () => {
    const store = await makeStore();
    await store.bury(fence(await granted(store)), [permanent('saga/Charge')]);
    const claims = await Promise.all(Array.from({ length: 6 }, () => store.claim(request({ redrive: 'r1' }))));
    expect(claims.filter(({ status }) => status === 'claimed')).toHaveLength(1);
    expect(claims.filter(({ status }) => status === 'busy')).toHaveLength(5);
  });

  it('tells how entries stand, in the order in which they were asked for', async () => {
    const store = await makeStore();
    const keyOf = (id: string) => ({ ...KEY, id });
    const settle = async (id: string) => fence(await granted(store, { key: keyOf(id) }), { key: keyOf(id) });
    await settle('open');
    await store.complete(await settle('done'));
    await store.bury(await settle('dead'), [permanent('saga/Charge')]);
    const ids = ['dead', 'nothing', 'done', 'open', 'dead'];
    expect(await store.states(ids.map(keyOf))).toEqual(['dead', undefined, 'done', 'open', 'dead']);
    expect(await store.states([{ ...keyOf('done'), replay: 'p1' }])).toEqual([undefined]);
    expect(await store.states([])).toEqual([]);
  });

  it('closes an entry that was left open', async () => {
    const store = await makeStore();
    await store.release(fence(await granted(store)), [transient('saga/Send')]);
    await store.close(KEY, after(5_000));
    expect(await entry(store)).toMatchObject({ status: 'done', updatedAt: after(5_000).toISOString() });
    expect(await store.claim(request({ now: after(LEASE_MS) }))).toEqual({ status: 'done' });
  });

  it('closes neither what is settled nor what is being worked on, and makes no entry', async () => {
    const store = await makeStore();
    await store.close(KEY, after(1));
    expect(await entry(store)).toBeUndefined();
    const claim = await granted(store);
    await store.close(KEY, after(2));
    expect(await store.bury(fence(claim), [permanent('saga/Charge')])).toBe(true);
    const dead = await entry(store);
    await store.close(KEY, after(3));
    expect(await entry(store)).toEqual(dead);
  });
}
