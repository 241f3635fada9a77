import { expect, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { intercom } from './index.ts';
import { intercomSamples } from './samples.ts';

const SETTINGS = { toleranceSeconds: 300, verifyToken: undefined };

integrationConformance(intercom, intercomSamples, { vectors: ['intercom'] });

const NOW = new Date('2026-11-23T12:00:00Z');
const { configured, signing } = intercomSamples.makeSecret();

function requestWith(body: object): RawWebhook {
  const rawBody = Buffer.from(JSON.stringify(body));
  const url = 'https://webhooks.example.com/intercom-webhook';
  const { headers } = intercomSamples.request({ body: rawBody, type: '', id: '1', signing, now: NOW, url });
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody, receivedAt: NOW };
}

async function describedAs(body: object) {
  const request = requestWith(body);
  const { events } = await intercom.verify(request, [configured], NOW, { toleranceSeconds: 0 });
  return events.map(({ native }) => intercom.describe(native, request));
}

const NOTIFICATION = {
  type: 'notification_event',
  app_id: 'a86dr8yl',
  id: 'notif_1',
  topic: 'conversation.user.created',
  created_at: 1_795_435_200,
  delivery_attempts: 1,
  data: { type: 'notification_event_data', item: { type: 'conversation', id: 'c1' } },
};

it('a notification is described by its signed body', async () => {
  expect(await describedAs(NOTIFICATION)).toEqual([
    {
      id: 'notif_1',
      type: 'conversation.user.created',
      time: new Date(1_795_435_200_000),
      source: '//intercom.com/a86dr8yl',
      subject: 'c1',
    },
  ]);
});

it('a ping, which has no id, is taken', async () => {
  const ping = { ...NOTIFICATION, id: null, topic: 'ping', data: { item: { type: 'ping', message: 'hello' } } };
  const [about] = await describedAs(ping);
  expect(about).toMatchObject({ id: expect.stringMatching(/^[\w-]{43}$/), type: 'ping' });
  expect(await describedAs(ping)).toEqual([about]);
});

it('what is left of a deleted conversation is about that conversation', async () => {
  const item = { type: 'conversation', conversation_id: '123' };
  const deletion = { ...NOTIFICATION, topic: 'conversation.deleted', data: { item } };
  expect(await describedAs(deletion)).toMatchObject([{ subject: '123' }]);
});

it('the question whether the URL is there is answered, by HEAD only', async () => {
  const request = requestWith(NOTIFICATION);
  expect(await intercom.handshake?.({ ...request, method: 'HEAD' }, [], NOW, SETTINGS)).toEqual({ status: 200 });
  expect(await intercom.handshake?.(request, [], NOW, SETTINGS)).toBeUndefined();
});
