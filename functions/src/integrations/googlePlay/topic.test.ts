import { expect, it } from 'vitest';
import { eventsInMessage } from '../../core/ingest/topic-service.ts';
import { describeAll } from '../../core/integration/recognition.ts';
import { googlePlay } from './index.ts';
import { googlePlaySamples } from './samples.ts';
import { googlePlayTopic } from './topic.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const URL = 'https://hooks.example.com/play';

const { configured, signing } = googlePlaySamples.makeSecret();

/** A pushed notification, and the message that was pushed. */
function pushed(type: string) {
  const data = googlePlaySamples.sample(type, { id: '7', now: NOW });
  const body = Buffer.from(data);
  const { headers, body: rawBody } = googlePlaySamples.request({ body, type, id: '7', signing, now: NOW, url: URL });
  const request = { method: 'POST', url: '/', publicUrls: [URL], headers, rawBody, receivedAt: NOW };
  const { messageId } = JSON.parse(Buffer.from(rawBody).toString()).message;
  return { request, message: { messageId, data: body, attributes: {}, publishTime: NOW } };
}

it.each(googlePlaySamples.types)(
  '%s is the same event by the topic as by a push, and proven as a whole',
  async (type) => {
    const { request, message } = pushed(type);
    const verified = await googlePlay.verify(request, [configured], NOW, { toleranceSeconds: 0 });
    const [byPush] = describeAll(googlePlay, verified, request);
    const [byTopic] = eventsInMessage(googlePlay, googlePlayTopic, message);
    const { unsigned, ...proven } = byPush?.about ?? {};
    expect(unsigned).toContain('id');
    expect(byTopic?.about).toEqual(proven);
    expect(byTopic?.native).toEqual(byPush?.native);
    expect(Buffer.from(byTopic?.json ?? [])).toEqual(message.data);
  },
);

it('a notification of a kind that nobody knows is kept, marked', () => {
  const data = Buffer.from('{"packageName":"app","eventTimeMillis":"1","newNotification":{}}');
  const [event] = eventsInMessage(googlePlay, googlePlayTopic, { ...pushed('TEST').message, data });
  expect(event?.about).toMatchObject({ type: 'unknown', source: '//play.google.com/app' });
});
