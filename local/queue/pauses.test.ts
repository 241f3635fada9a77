import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../functions/src/core/ports.ts';
import { CONSUMER, GRACE_MS, messageOf, openQueue, subscriberOf, TOPIC } from '../testing/queue.ts';
import { temporaryStateDir } from '../testing/state-dir.ts';
import { LocalPauses } from './pauses.ts';

const OTHER = 'acme-notifySupport';

it('a consumer that is paused gets nothing, the others go on, and once it is resumed it gets what waited', async () => {
  const { publisher, queue, pauses } = opened();
  const [paused, other] = [inbox(), inbox()];
  queue.start([subscriberOf(paused.deliver), subscriberOf(other.deliver, { consumer: OTHER })]);
  expect(await pauses.pause(CONSUMER)).toBe(true);
  expect(await pauses.pause(CONSUMER)).toBe(false);
  await publisher.publish(TOPIC, [messageOf('evt_1'), messageOf('evt_2')]);
  await other.has(2);
  expect(paused.received).toEqual([]);

  const [pause] = await pauses.paused();
  expect(pause).toMatchObject({ consumer: CONSUMER, waiting: 2 });
  const days = (Date.parse(pause?.dropsAt ?? '') - Date.parse(pause?.since ?? '')) / 86_400_000;
  expect(Math.round(days)).toBe(31);

  expect(await pauses.resume(CONSUMER)).toBe(true);
  expect(await pauses.resume(CONSUMER)).toBe(false);
  await paused.has(2);
  expect(await pauses.paused()).toEqual([]);
});

it('a pause lasts through a restart of the host, and counts no attempt', async () => {
  const first = opened();
  first.queue.start([subscriberOf(inbox().deliver)]);
  await first.pauses.pause(CONSUMER);
  await first.queue.stop(GRACE_MS);
  await first.publisher.publish(TOPIC, [messageOf('evt_1')]);

  const again = opened(first.stateDir);
  const attempts: number[] = [];
  const late = inbox(({ attempt }) => void attempts.push(attempt));
  again.queue.start([subscriberOf(late.deliver)]);
  expect(await again.pauses.paused()).toMatchObject([{ consumer: CONSUMER, waiting: 1 }]);
  await again.pauses.resume(CONSUMER);
  await late.has(1);
  expect(attempts).toEqual([1]);
});

it('functions that keep dead letters cannot be paused', async () => {
  const { queue, pauses } = opened();
  const letters = { consumer: 'acme-onDeadLetter', topic: `${TOPIC}-dead-letter` };
  queue.start([subscriberOf(inbox().deliver), subscriberOf(inbox().deliver, letters)]);
  expect(await pauses.consumers()).toEqual([CONSUMER]);
});

type Deliver = Parameters<typeof subscriberOf>[0];

function inbox(note: (delivery: Parameters<Deliver>[0]) => void = () => {}) {
  const received: string[] = [];
  const waits: { readonly count: number; readonly resolve: () => void }[] = [];
  const deliver: Deliver = (delivery) => {
    note(delivery);
    received.push(delivery.messageId);
    for (const { count, resolve } of waits) if (received.length >= count) resolve();
    return Promise.resolve();
  };
  const has = (count: number) =>
    new Promise<void>((resolve) => {
      if (received.length >= count) resolve();
      else waits.push({ count, resolve });
    });
  return { received, deliver, has };
}

function opened(stateDir = temporaryStateDir()) {
  const queue = openQueue(stateDir);
  onTestFinished(queue.close);
  return { ...queue, stateDir, pauses: new LocalPauses(queue.database, systemClock, () => new Map()) };
}
