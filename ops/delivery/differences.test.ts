import { expect, it } from 'vitest';
import { subscriptionDifference, topicDifference } from './differences.ts';

const SETTINGS = {
  ackDeadlineSeconds: 120,
  messageRetentionDuration: '2678400s',
  expirationPolicy: {},
  retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
  deadLetterPolicy: { deadLetterTopic: 'projects/demo/topics/letters', maxDeliveryAttempts: 100 },
};
const STATE = { topic: 'projects/demo/topics/events', ...SETTINGS };

it('a subscription that is as desired differs in nothing', () => {
  expect(subscriptionDifference(STATE, SETTINGS)).toEqual({ changes: [], update: {} });
});

it('only the settings that differ are sent', () => {
  const { changes, update } = subscriptionDifference({ ...STATE, messageRetentionDuration: '86400s' }, SETTINGS);
  expect(changes).toEqual([{ setting: 'retention', before: '1 day', after: '31 days' }]);
  expect(update).toEqual({ messageRetentionDuration: '2678400s' });
});

it('what the service leaves out is what it takes by default', () => {
  expect(subscriptionDifference({ topic: STATE.topic }, SETTINGS).changes).toEqual([
    { setting: 'ack deadline', before: '10 s', after: '120 s' },
    { setting: 'retention', before: '7 days', after: '31 days' },
    { setting: 'expires', before: 'after 31 days unused', after: 'never' },
    { setting: 'backoff', before: 'none', after: '10 s to 600 s' },
    { setting: 'dead letters', before: 'dropped', after: 'to letters after 100 deliveries' },
  ]);
});

it.each([
  [
    'another dead-letter topic',
    { deadLetterPolicy: { deadLetterTopic: 'projects/demo/topics/x', maxDeliveryAttempts: 100 } },
  ],
  ['fewer attempts', { deadLetterPolicy: { deadLetterTopic: 'projects/demo/topics/letters', maxDeliveryAttempts: 5 } }],
  ['a shorter longest pause', { retryPolicy: { minimumBackoff: '10s', maximumBackoff: '60s' } }],
  ['an expiration', { expirationPolicy: { ttl: '2678400s' } }],
  ['a part of a second', { retryPolicy: { minimumBackoff: '9.5s', maximumBackoff: '600s' } }],
])('%s is a difference', (_what, drift) => {
  const { changes, update } = subscriptionDifference({ ...STATE, ...drift }, SETTINGS);
  expect(changes).toHaveLength(1);
  expect(Object.keys(update)).toEqual(Object.keys(drift));
});

it('settings that the policy does not name are not compared', () => {
  const { deadLetterPolicy: _none, ...settings } = SETTINGS;
  expect(subscriptionDifference(STATE, settings).changes).toEqual([]);
});

it('everything about a subscription that is missing is new', () => {
  const { changes, update } = subscriptionDifference(undefined, SETTINGS);
  expect(changes.every(({ before }) => before === 'nothing')).toBe(true);
  expect(update).toEqual(SETTINGS);
});

it.each([
  [undefined, [{ setting: 'retention', before: 'nothing', after: '31 days' }]],
  [{}, [{ setting: 'retention', before: 'none', after: '31 days' }]],
  [{ messageRetentionDuration: '600s' }, [{ setting: 'retention', before: '600 s', after: '31 days' }]],
  [{ messageRetentionDuration: '2678400s' }, []],
])('a topic with %j differs as its retention does', (actual, changes) => {
  expect(topicDifference(actual, { messageRetentionDuration: '2678400s' }).changes).toEqual(changes);
});
