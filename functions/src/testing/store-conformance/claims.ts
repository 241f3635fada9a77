import { expect, it } from 'vitest';
import { after, entry, fence, granted, KEY, LEASE_MS, request, START, type MakeStore } from './subject.ts';

/** Step 3 of the protocol: who may work on an event. */
export function claimCases(makeStore: MakeStore): void {
  it('grants an event that is new, as the first attempt, with nothing settled', async () => {
    const store = await makeStore();
    const claim = await granted(store);
    expect(claim.attempts).toBe(1);
    expect([...claim.settled]).toEqual([]);
    expect(claim.token).not.toBe('');
  });

  it('grants exactly one of many claims that are made at once, and tells the others until when', async () => {
    const store = await makeStore();
    const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim(request())));
    expect(claims.filter(({ status }) => status === 'claimed')).toHaveLength(1);
    const refused = claims.filter(({ status }) => status !== 'claimed');
    expect(refused).toEqual(Array.from({ length: 7 }, () => ({ status: 'busy', until: after(LEASE_MS) })));
  });

  it('does not count a claim that was refused because another one holds', async () => {
    const store = await makeStore();
    await granted(store);
    await store.claim(request({ now: after(1) }));
    await store.claim(request({ now: after(2) }));
    expect(await entry(store)).toMatchObject({ attempts: 1, status: 'open' });
  });

  it('grants the event again once the lease is over, as the next attempt, with another token', async () => {
    const store = await makeStore();
    const first = await granted(store);
    expect((await store.claim(request({ now: after(LEASE_MS - 1) }))).status).toBe('busy');
    const second = await granted(store, { now: after(LEASE_MS) });
    expect(second.attempts).toBe(2);
    expect(second.token).not.toBe(first.token);
  });

  it('grants exactly one of many claims to an event whose lease is over', async () => {
    const store = await makeStore();
    await granted(store);
    const claims = await Promise.all(Array.from({ length: 6 }, () => store.claim(request({ now: after(LEASE_MS) }))));
    expect(claims.filter(({ status }) => status === 'claimed')).toHaveLength(1);
    expect(await entry(store)).toMatchObject({ attempts: 2 });
  });

  it('answers done for an event that is done, however late', async () => {
    const store = await makeStore();
    await store.complete(fence(await granted(store)));
    expect(await store.claim(request({ now: after(1_001) }))).toEqual({ status: 'done' });
    expect(await store.claim(request({ now: after(10 * LEASE_MS), redrive: 'r1' }))).toEqual({ status: 'done' });
  });

  it('keeps apart the same event of another consumer, another source and a replay', async () => {
    const store = await makeStore();
    await store.complete(fence(await granted(store)));
    const keys = [
      { ...KEY, consumer: 'stripe-archive' },
      { ...KEY, source: '//stripe.com/accounts/acct_1' },
      { ...KEY, replay: 'p1' },
      { ...KEY, replay: 'p2' },
    ];
    for (const key of keys) expect((await granted(store, { key })).attempts).toBe(1);
  });

  it('keeps apart keys whose parts would read the same when joined', async () => {
    const store = await makeStore();
    await granted(store, { key: { consumer: 'a', source: 'b/c', id: 'd' } });
    await granted(store, { key: { consumer: 'a', source: 'b', id: 'c/d' } });
    await granted(store, { key: { consumer: 'a","b', source: 'c', id: 'd' } });
    expect(await store.entries({ limit: 10 })).toHaveLength(3);
  });

  it('shows an entry with everything that people read and nothing of its own bookkeeping', async () => {
    const store = await makeStore();
    await granted(store, { key: { ...KEY, replay: 'p1' }, redrive: 'r1' });
    expect(await entry(store)).toEqual({
      consumer: 'stripe-onStripeEvent',
      source: '//stripe.com',
      id: 'evt_1',
      replay: 'p1',
      provider: 'stripe',
      eventType: 'customer.updated',
      time: '2026-11-23T11:59:00.000Z',
      receivedTime: '2026-11-23T11:59:59.000Z',
      messageId: '1001',
      subjects: ['cus_1'],
      status: 'open',
      attempts: 1,
      commands: [],
      updatedAt: START.toISOString(),
    });
  });

  it('lists entries with the last changed first, up to the limit', async () => {
    const store = await makeStore();
    for (const [index, id] of ['evt_1', 'evt_2', 'evt_3', 'evt_4'].entries()) {
      await granted(store, { key: { ...KEY, id }, now: after(index * 1_000) });
    }
    // A claim of a later attempt is a change: it brings the first event to the front.
    await granted(store, { key: { ...KEY, id: 'evt_1' }, now: after(LEASE_MS + 10_000) });
    const ids = (await store.entries({ limit: 3 })).map(({ id }) => id);
    expect(ids).toEqual(['evt_1', 'evt_4', 'evt_3']);
    const earlier = await store.entries({ limit: 3, before: after(3_000).toISOString() });
    expect(earlier.map(({ id }) => id)).toEqual(['evt_3', 'evt_2']);
  });

  it('lists only the entries that are asked for', async () => {
    const store = await makeStore();
    const { event } = request();
    await store.complete(fence(await granted(store)));
    await granted(store, { key: { ...KEY, consumer: 'stripe-archive' } });
    await granted(store, { key: { ...KEY, id: 'evt_2' }, event: { ...event, eventType: 'invoice.paid' } });
    await granted(store, { key: { ...KEY, id: 'msg_1' }, event: { ...event, provider: 'resend' } });
    const count = async (query: Omit<Parameters<typeof store.entries>[0], 'limit'>) =>
      (await store.entries({ limit: 10, ...query })).length;
    expect(await count({})).toBe(4);
    expect(await count({ consumer: 'stripe-archive' })).toBe(1);
    expect(await count({ provider: 'resend' })).toBe(1);
    expect(await count({ eventType: 'invoice.paid' })).toBe(1);
    expect(await count({ status: 'done' })).toBe(1);
    expect(await count({ id: 'evt_1' })).toBe(2);
    expect(await count({ id: 'evt_1', status: 'open' })).toBe(1);
    expect(await count({ id: 'evt_9' })).toBe(0);
    expect(await count({ eventType: 'invoice.paid', provider: 'stripe', status: 'open' })).toBe(1);
    expect(await count({ eventType: 'customer.*' })).toBe(3);
    expect(await count({ eventType: 'customer.*', status: 'done' })).toBe(1);
    expect(await count({ eventType: 'i*', consumer: 'stripe-archive' })).toBe(0);
    expect(await count({ eventType: '*' })).toBe(4);
  });

  it('finds the entries of an object, whoever sent the events and whatever else they concern', async () => {
    const store = await makeStore();
    const { event } = request();
    const about = async (id: string, subjects: readonly string[] | undefined, provider = 'stripe') => {
      const { subjects: _before, ...rest } = event;
      const told = subjects === undefined ? rest : { ...rest, subjects };
      await granted(store, { key: { ...KEY, id }, event: { ...told, provider } });
    };
    await about('evt_1', ['in_1', 'cus_1']);
    await about('msg_1', ['cus_1'], 'resend');
    await about('evt_2', ['cus_2']);
    await about('evt_3', []);
    // As version 0.2.0 left it.
    await about('evt_4', undefined);
    const ids = async (query: Omit<Parameters<typeof store.entries>[0], 'limit'>) =>
      (await store.entries({ limit: 10, ...query })).map(({ id }) => id).toSorted();
    expect(await ids({ subject: 'cus_1' })).toEqual(['evt_1', 'msg_1']);
    expect(await ids({ subject: 'cus_1', provider: 'resend' })).toEqual(['msg_1']);
    expect(await ids({ subject: 'in_1', status: 'open' })).toEqual(['evt_1']);
    expect(await ids({ subject: 'cus' })).toEqual([]);
    expect((await store.entries({ limit: 1, id: 'evt_4' }))[0]?.subjects).toBeUndefined();
    expect((await store.entries({ limit: 1, id: 'evt_3' }))[0]?.subjects).toEqual([]);
  });

  it('lists what arrived within a span of time, the last arrived first', async () => {
    const store = await makeStore();
    const { event } = request();
    for (const [index, id] of ['evt_1', 'evt_2', 'evt_3', 'evt_4'].entries()) {
      const arrived = { ...event, receivedTime: after(index * 1_000).toISOString() };
      // The first that arrived is the last that changed.
      await granted(store, { key: { ...KEY, id }, event: arrived, now: after(60_000 - index * 1_000) });
    }
    const ids = async (query: Partial<Parameters<typeof store.entries>[0]>) =>
      (await store.entries({ limit: 10, ...query })).map(({ id }) => id);
    const [since, until] = [after(1_000).toISOString(), after(3_000).toISOString()];
    expect(await ids({ since })).toEqual(['evt_4', 'evt_3', 'evt_2']);
    expect(await ids({ since, until })).toEqual(['evt_3', 'evt_2']);
    expect(await ids({ since, before: after(2_000).toISOString() })).toEqual(['evt_2']);
    expect(await ids({ until, limit: 1 })).toEqual(['evt_3']);
    expect(await ids({ since, subject: 'cus_1', eventType: 'customer.updated' })).toEqual(['evt_4', 'evt_3', 'evt_2']);
    expect(await ids({ since, eventType: 'customer.*' })).toEqual(['evt_4', 'evt_3', 'evt_2']);
  });
}
