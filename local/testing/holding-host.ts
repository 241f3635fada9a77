/** A separate process that takes a message, claims its event, says so, and never comes to an end. */
import { CONSUMER, openQueue, subscriberOf } from './queue.ts';

const { queue, store } = openQueue(process.argv[2] ?? '');
queue.start([
  subscriberOf(async ({ attributes, messageId }) => {
    const key = { consumer: CONSUMER, source: '//acme.test', id: attributes['id'] ?? '' };
    const event = { provider: 'acme', eventType: 'thing.made', time: '', receivedTime: '', messageId };
    const claim = await store.claim({ key, event, leaseMs: 90_000, now: new Date() });
    process.stdout.write(`${claim.status}\n`);
    await new Promise(() => {});
  }),
]);
