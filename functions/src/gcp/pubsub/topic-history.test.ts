import { expect, it } from 'vitest';
import { temporarySubscription } from './topic-history.ts';

const DAY_SECONDS = 86_400;

it('the subscription that a topic is read by does not expire before its retention is over, which Pub/Sub refuses', () => {
  const { messageRetentionDuration, expirationPolicy, ackDeadlineSeconds } = temporarySubscription({});
  expect(expirationPolicy.ttl.seconds).toBeGreaterThanOrEqual(messageRetentionDuration.seconds);
  expect(expirationPolicy.ttl.seconds).toBeGreaterThanOrEqual(DAY_SECONDS);
  expect(messageRetentionDuration.seconds).toBeGreaterThanOrEqual(600);
  expect(messageRetentionDuration.seconds).toBeLessThanOrEqual(31 * DAY_SECONDS);
  expect(ackDeadlineSeconds).toBeLessThanOrEqual(600);
});

it.each([
  [{}, undefined],
  [{ id: 'evt_1' }, 'attributes.id = "evt_1"'],
  [{ id: 'a"b\\c' }, 'attributes.id = "a\\"b\\\\c"'],
  [{ id: 'x'.repeat(256) }, undefined],
  [{ id: 'é'.repeat(120) }, undefined],
])(
  'of the messages with %j it asks for those alone, unless the filter is longer than Pub/Sub takes',
  (wanted, filter) => {
    const options: { readonly filter?: string } = temporarySubscription(wanted);
    expect(options.filter).toBe(filter);
  },
);
