import { describe, expect, it } from 'vitest';
import { count, ScriptedConsumer, type Deed } from '../../testing/scripted-consumer.ts';

import { parkedMessages, wakeOne, wakeParked } from '../letters/wake-parked.ts';
import { hours, minutes } from '../durable/durations.ts';
import { parkEvents } from './parking.ts';
import { RetryLater } from '../logic/retry-later.ts';

const DAY = 24 * 60 * 60_000;
const EVENTS = 'integration-acme-events';

const wait: Deed = () => {
  throw new RetryLater({ after: minutes(30), reason: 'The quota is used up.' });
};
const failForNow: Deed = () => {
  throw new Error('The network is down.');
};

/** @param options.keeps Whether events are put aside. */
function consumer({ retryLater = true, keeps = true, parking = parkEvents } = {}): ScriptedConsumer {
  return new ScriptedConsumer({ retryLater, ...(keeps && { parking }) });
}

/** Sends what is due, and delivers it. @returns how each delivery ended. */
async function wake(subject: ScriptedConsumer): Promise<readonly string[]> {
  const before = subject.ports.publisher.to(EVENTS).length;
  await wakeParked(subject.ports, () => true);
  const outcomes: string[] = [];
  for (const message of subject.ports.publisher.to(EVENTS).slice(before)) outcomes.push(await subject.deliver(message));
  return outcomes;
}

describe('an event whose handler asks to be tried again later', () => {
  it('is acked and kept, counts no attempt, and is handled once it is woken, whatever was done before staying done', async () => {
    const subject = consumer();
    subject.deeds = { count, wait };
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.entry()).toMatchObject({
      status: 'open',
      attempts: 0,
      error: 'yields/Do/wait: The quota is used up.',
      waitsUntil: '2026-11-23T12:30:00.000Z',
      commands: [{ name: 'yields/Do/count', status: 'done' }],
    });
    expect(await parkedMessages(subject.ports, 10)).toMatchObject([
      { consumer: 'acme-onAcmeEvent', eventId: 'e1', times: 1, reason: 'yields/Do/wait: The quota is used up.' },
    ]);

    subject.ports.clock.advance(minutes(30) - 1);
    expect(await wake(subject)).toEqual([]);
    subject.ports.clock.advance(1);
    subject.deeds = { count, wait: count };
    expect(await wake(subject)).toEqual(['ack']);
    expect(await subject.counted()).toBe(2);
    const done = await subject.entry();
    expect(done).toMatchObject({ status: 'done', attempts: 1 });
    expect(done).not.toHaveProperty('waitsUntil');
    expect(await parkedMessages(subject.ports, 10)).toEqual([]);
  });

  it('is not run early by a message that is delivered twice, nor again by one that wakes it twice', async () => {
    const subject = consumer();
    subject.deeds = { wait };
    await subject.deliver();
    expect(await subject.deliver({ ageMs: DAY })).toBe('ack');
    expect(subject.ran).toEqual(['wait']);

    subject.ports.clock.advance(minutes(30));
    await wakeParked(subject.ports, () => true);
    const [woken] = subject.ports.publisher.to(EVENTS);
    subject.deeds = { wait: count };
    expect(await subject.deliver(woken)).toBe('ack');
    expect(await subject.deliver(woken)).toBe('ack');
    expect(await subject.counted()).toBe(1);
  });

  it('waits again if its handler asks again, and a late copy of the first waking does not wake it', async () => {
    const subject = consumer();
    subject.deeds = { wait };
    await subject.deliver();
    subject.ports.clock.advance(minutes(30));
    await wakeParked(subject.ports, () => true);
    const [woken] = subject.ports.publisher.to(EVENTS);
    await subject.deliver(woken);
    await subject.deliver(woken);
    expect(subject.ran).toEqual(['wait', 'wait']);
    expect(await parkedMessages(subject.ports, 10)).toMatchObject([{ times: 2, since: '2026-11-23T12:00:00.000Z' }]);
    expect(await subject.entry()).toMatchObject({ attempts: 0, waitsUntil: '2026-11-23T13:00:00.000Z' });
  });

  it('is released early by its id', async () => {
    const subject = consumer();
    subject.deeds = { wait };
    await subject.deliver();
    const [parked] = await parkedMessages(subject.ports, 10);
    subject.deeds = { wait: count };
    expect(await wakeOne(subject.ports, parked?.id ?? '')).toBe(true);
    expect(await subject.deliver(subject.ports.publisher.to(EVENTS)[0])).toBe('ack');
    expect(await subject.counted()).toBe(1);
    expect(await wakeOne(subject.ports, parked?.id ?? '')).toBe(false);
  });

  it('waits for the latest moment that was asked for, and an attempt is counted if another command failed', async () => {
    const subject = consumer();
    const until = new Date('2026-11-23T15:00:00.000Z');
    subject.deeds = {
      wait,
      longer: () => {
        throw new RetryLater({ after: until });
      },
      failForNow,
    };
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.entry()).toMatchObject({ attempts: 1, waitsUntil: until.toISOString() });
  });

  it('becomes a dead letter with a reason after a hundred times', async () => {
    const subject = consumer();
    subject.deeds = { wait };
    await subject.deliver();
    for (let time = 1; time < 100; time++) {
      subject.ports.clock.advance(minutes(30));
      expect(await wake(subject)).toEqual(['ack']);
    }
    expect(subject.letters()).toEqual([]);
    subject.ports.clock.advance(minutes(30));
    await wake(subject);
    expect(subject.letters()[0]?.attributes['deadletterreason']).toBe(
      'yields/Do/wait: It was put off 100 times since 2026-11-23T12:00:00.000Z: The quota is used up.',
    );
    expect(await subject.entry()).toMatchObject({ status: 'dead' });
    expect(await parkedMessages(subject.ports, 10)).toEqual([]);
  });

  it('becomes one after thirty days, and a redrive lets it wait again', async () => {
    const subject = consumer();
    subject.deeds = { wait };
    await subject.deliver();
    subject.ports.clock.advance(30 * DAY);
    await wake(subject);
    expect(subject.letters()).toHaveLength(1);
    await subject.deliver({ attributes: { redrive: 'r1' } });
    expect(await subject.entry()).toMatchObject({ status: 'open' });
    expect(await parkedMessages(subject.ports, 10)).toMatchObject([{ times: 1, since: '2026-12-23T12:00:00.000Z' }]);
  });

  it('is handled by any message of the event, a day after the one that should have woken it did not come', async () => {
    const subject = consumer();
    subject.deeds = { wait };
    await subject.deliver();
    subject.deeds = { wait: count };
    subject.ports.clock.advance(minutes(30) + DAY - 1);
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBeUndefined();
    subject.ports.clock.advance(1);
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(1);
  });

  it('is closed when it is woken after a deploy that no longer wants it', async () => {
    const subject = consumer();
    subject.deeds = { wait };
    await subject.deliver();
    subject.deeds = {};
    subject.ports.clock.advance(minutes(30));
    expect(await wake(subject)).toEqual(['ack']);
    expect(await subject.entry()).toMatchObject({ status: 'done' });
  });

  it('waits by the clock of durable sagas', async () => {
    const subject = consumer();
    const ahead = { ...subject.ports, sagaTime: (time: Date) => new Date(time.getTime() + hours(1)) };
    subject.deeds = { wait };
    await subject.deliver();
    expect(await wakeParked(ahead, () => true)).toBe(1);
  });

  it.each([
    ['whose declaration does not say so', { retryLater: false }],
    ['of which nothing keeps the message', { keeps: false }],
  ])('%s is retried as after any other error, which says what to declare', async (_what, change) => {
    const subject = consumer(change);
    subject.deeds = { wait };
    expect(await subject.deliver()).toBe('again');
    expect(await subject.entry()).toMatchObject({
      attempts: 1,
      error: expect.stringContaining('declare its handler or task with { retryLater: true }'),
    });
  });
});

it('an event of which no record has room is retried as after any other failure', async () => {
  const subject = consumer({ parking: { ...parkEvents, keep: () => undefined } });
  subject.deeds = { wait };
  expect(await subject.deliver()).toBe('again');
  const entry = await subject.entry();
  expect(entry).toMatchObject({ status: 'open', attempts: 1 });
  expect(entry).not.toHaveProperty('waitsUntil');
});

describe('a crash', () => {
  it('before the message is kept has it delivered and handled again', async () => {
    const subject = consumer();
    subject.deeds = { wait };
    const { store } = subject.ports;
    const release = store.release.bind(store);
    let isAlive = false;
    store.release = (...given) => (isAlive ? release(...given) : Promise.reject(new Error('The process died.')));
    expect(await subject.deliver()).toBe('again');
    isAlive = true;
    subject.ports.clock.advance(minutes(2));
    expect(await subject.deliver()).toBe('ack');
    expect(await parkedMessages(subject.ports, 10)).toHaveLength(1);
  });

  it('after it was kept, and before it was acked, has the copy acked', async () => {
    const subject = consumer();
    subject.deeds = { wait };
    await subject.deliver();
    expect(await subject.deliver()).toBe('ack');
    expect(subject.ran).toEqual(['wait']);
  });

  it('before it is sent leaves it to the next sweep, and between sending and its end sends it twice', async () => {
    const subject = consumer();
    subject.deeds = { wait };
    await subject.deliver();
    subject.ports.clock.advance(minutes(30));
    subject.ports.publisher.failure = new Error('The process died.');
    await expect(wakeParked(subject.ports, () => true)).rejects.toThrow('died');
    subject.ports.publisher.failure = undefined;

    const { store } = subject.ports;
    const write = store.write.bind(store);
    store.write = () => Promise.reject(new Error('The process died.'));
    await expect(wakeParked(subject.ports, () => true)).rejects.toThrow('died');
    store.write = write;
    subject.deeds = { wait: count };
    expect(await wake(subject)).toEqual(['ack']);
    expect(subject.ports.publisher.to(EVENTS)).toHaveLength(2);
    expect(await subject.deliver(subject.ports.publisher.to(EVENTS)[0])).toBe('ack');
    expect(await subject.counted()).toBe(1);
  });
});

describe('RetryLater', () => {
  it.each([
    ['a negative wait', -1],
    ['no number', Number.NaN],
    ['more than seven days', 7 * DAY + 1],
    ['a moment in more than seven days', new Date(Date.now() + 8 * DAY)],
    ['no moment', new Date(Number.NaN)],
  ])('refuses %s with a PermanentError', (_what, after) => {
    expect(() => new RetryLater({ after })).toThrow(expect.objectContaining({ name: 'PermanentError' }));
  });

  it('takes a moment that has passed', () => {
    expect(new RetryLater({ after: new Date(0) }).message).toBe('The handler asked to be tried again later.');
  });
});
