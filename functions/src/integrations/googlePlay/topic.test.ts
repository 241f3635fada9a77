import { expect, it } from 'vitest';
import { eventsInMessage } from '../../core/ingest/topic-service.ts';
import { googlePlay } from './index.ts';
import { googlePlayTopic } from './topic.ts';

it('a notification of a kind that nobody knows is kept, marked', () => {
  const data = Buffer.from('{"packageName":"app","eventTimeMillis":"1","newNotification":{}}');
  const message = { messageId: 'm1', data, attributes: {}, publishTime: new Date('2026-11-23T12:00:00Z') };
  const [event] = eventsInMessage(googlePlay, googlePlayTopic, message);
  expect(event?.about).toMatchObject({ type: 'unknown', source: '//play.google.com/app' });
});
