import { describe, expect, it } from 'vitest';
import type { PauseControl } from '../functions/src/core/inspect/pauses.ts';
import { letters } from '../functions/src/core/letters/letters.ts';
import { parkMessage } from '../functions/src/core/letters/parked-message.ts';
import { parkedMessages } from '../functions/src/core/letters/wake-parked.ts';
import { memoryPorts } from '../functions/src/testing/memory-ports.ts';
import { fakePorts, issue } from './testing/fake-ports.ts';
import { refusalIn, serveConsole } from './testing/served-console.ts';
import { serveWritable, statusesIn } from './testing/writable-console.ts';

describe('the issues in the console', () => {
  it('are listed, and one is shown', async () => {
    const served = await serveConsole(fakePorts().ports);
    expect(JSON.parse((await served.call('/api/issues')).body)).toEqual({ issues: [issue], ungrouped: 2 });
    expect(JSON.parse((await served.call('/api/issues/0123456789ab')).body)).toEqual(issue);
    expect(refusalIn(await served.call('/api/issues/nope'))).toEqual({ status: 404, code: 'not-found' });
  });

  it('are redriven and dismissed as a whole, which the console says before', async () => {
    const { served, recovery, sent } = await serveWritable(2);
    const [first] = await Array.fromAsync(letters(recovery.store));
    const chosen = { issue: first?.issue };
    const { body } = await served.act('/api/letters/redrive?dry=1', chosen);
    expect(JSON.parse(body).will).toMatch(/^One dead letter is sent to its consumer again/);
    expect(JSON.parse((await served.act('/api/letters/redrive', chosen)).body)).toMatchObject({ redriven: 1 });
    expect(sent().map(({ consumer }) => consumer)).toEqual([first?.consumer]);
    const [, second] = await Array.fromAsync(letters(recovery.store));
    await served.act('/api/letters/dismiss', { issue: second?.issue });
    expect(new Set(await statusesIn(recovery))).toEqual(new Set(['redriven', 'dismissed']));
  });
});

describe('pausing in the console', () => {
  const setUp = async () => {
    const done: string[] = [];
    const pauses: PauseControl = {
      consumers: () => Promise.resolve(['stripe-onStripeEvent']),
      paused: () => Promise.resolve([]),
      keptDays: () => Promise.resolve(31),
      pause: (consumer) => Promise.resolve(done.push(consumer) > 0),
      resume: () => Promise.resolve(false),
    };
    return { done, pauses, ...(await serveWritable(0, { pauses })) };
  };
  const PATH = '/api/pauses/stripe-onStripeEvent/pause';

  it('says what happens and for how long events wait, and does it only then', async () => {
    const { served, done } = await setUp();
    expect(JSON.parse((await served.call('/api/pauses')).body)).toEqual({
      paused: [],
      consumers: ['stripe-onStripeEvent'],
    });
    const { will } = JSON.parse((await served.act(`${PATH}?dry=1`, {})).body);
    expect(will).toMatch(/^stripe-onStripeEvent gets no events until it is resumed; .* up to 31 days each/);
    expect(done).toEqual([]);
    await served.act(PATH, {});
    expect(done).toEqual(['stripe-onStripeEvent']);
  });

  it('needs a consumer, and a console that may change something', async () => {
    const { served, pauses } = await setUp();
    expect(refusalIn(await served.act('/api/pauses/other/pause', {}))).toEqual({ status: 404, code: 'not-found' });
    const reading = await serveConsole(fakePorts({ pauses }).ports);
    expect(refusalIn(await reading.act(PATH, {}))).toMatchObject({ code: 'read-only' });
  });
});

describe('events that wait', () => {
  const setUp = async () => {
    const { store, clock } = memoryPorts();
    for (const id of ['e1', 'e2']) {
      const delivery = { messageId: id, data: Buffer.from('{}'), attributes: { id }, publishTime: clock.now() };
      const key = { consumer: 'stripe-onStripeEvent', source: '//stripe.com', id };
      const about = { provider: 'stripe', eventId: id, eventType: 'invoice.paid', times: 1, reason: 'Later.' };
      const parked = parkMessage({ ...about, key, delivery, dueAt: 1_000, since: clock.now().toISOString() });
      if (parked !== undefined) await store.write([parked]);
    }
    const made = await serveWritable(0, { parked: (limit) => parkedMessages({ store }, limit) });
    // The console's own store: what is released is found there.
    for (const { id } of await parkedMessages({ store }, 9)) {
      const record = await store.get('parkedMessages', id);
      await made.recovery.store.write([{ collection: 'parkedMessages', id, mutate: () => record?.data }]);
    }
    return made;
  };

  it('are listed with the time that they wait for', async () => {
    const { served } = await setUp();
    const { waiting } = JSON.parse((await served.call('/api/waiting')).body);
    expect(waiting).toHaveLength(2);
    expect(waiting[0]).toMatchObject({
      provider: 'stripe',
      dueAt: '1970-01-01T00:00:01.000Z',
      times: 1,
      reason: 'Later.',
    });
  });

  it('are released one by one or all together, which the console says before', async () => {
    const { served, sent } = await setUp();
    const { waiting } = JSON.parse((await served.call('/api/waiting')).body);
    const { will } = JSON.parse((await served.act('/api/waiting/release?dry=1', { all: true })).body);
    expect(will).toMatch(/^2 events are sent to the consumer at once/);
    expect(sent()).toEqual([]);
    const one = await served.act('/api/waiting/release', { ids: [waiting[0].id] });
    expect(JSON.parse(one.body)).toEqual({ released: 1 });
    const rest = await served.act('/api/waiting/release', { all: true });
    expect(JSON.parse(rest.body)).toEqual({ released: 1 });
    expect(new Set(sent().map(({ id }) => id))).toEqual(new Set(['e1', 'e2']));
  });

  it('are not released without a choice', async () => {
    const { served } = await setUp();
    expect(refusalIn(await served.act('/api/waiting/release', {}))).toEqual({ status: 400, code: 'bad-request' });
  });
});
