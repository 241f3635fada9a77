import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { IntercomEvent, isIntercomEventOfType, type IntercomConversation, type IntercomTicket } from './event.ts';
import { intercom } from './index.ts';
import { intercomSamples } from './samples.ts';

const SETTINGS = { toleranceSeconds: 300, verifyToken: undefined };

integrationConformance(intercom, intercomSamples);

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

it('a ping, which has no id, is accepted', async () => {
  const ping = { ...NOTIFICATION, id: null, topic: 'ping', data: { item: { type: 'ping', message: 'hello' } } };
  const [about] = await describedAs(ping);
  expect(about).toMatchObject({ id: expect.stringMatching(/^[\w-]{43}$/), type: 'ping' });
  expect(await describedAs(ping)).toEqual([about]);
});

it('the deletion of a conversation has that conversation as its subject', async () => {
  const item = { type: 'conversation', conversation_id: '123' };
  const deletion = { ...NOTIFICATION, topic: 'conversation.deleted', data: { item } };
  expect(await describedAs(deletion)).toMatchObject([{ subject: '123' }]);
});

it('the check that the URL exists is answered, for HEAD only', async () => {
  const request = requestWith(NOTIFICATION);
  expect(await intercom.handshake?.({ ...request, method: 'HEAD' }, [], NOW, SETTINGS)).toEqual({ status: 200 });
  expect(await intercom.handshake?.(request, [], NOW, SETTINGS)).toBeUndefined();
});

const opened = IntercomEvent.revive(await sampleEvent(intercom, intercomSamples, 'conversation.user.created'));
const ticket = IntercomEvent.revive(await sampleEvent(intercom, intercomSamples, 'ticket.created'));

it('the operator lets through the given topics and narrows the item to them', async () => {
  const passed = await firstValueFrom(
    of(opened, ticket).pipe(isIntercomEventOfType('conversation.user.created'), toArray()),
  );
  expect(passed).toEqual([opened]);
  for (const { event } of passed) expectTypeOf(event.data.item).toEqualTypeOf<IntercomConversation>();
});

it('several topics narrow to their union, and a topic that does not exist does not compile', async () => {
  const wanted = isIntercomEventOfType('conversation.user.created', 'ticket.created');
  const passed = await firstValueFrom(of(opened, ticket).pipe(wanted, toArray()));
  expect(passed).toHaveLength(2);
  for (const { event } of passed) expectTypeOf(event.data.item).toEqualTypeOf<IntercomConversation | IntercomTicket>();
  // @ts-expect-error Intercom has no such topic.
  isIntercomEventOfType('conversation.exploded');
});

it('data that is not an Intercom event is refused', () => {
  expect(() => IntercomEvent.revive({ ...opened.envelope, data: { type: 'notification_event' } })).toThrow(
    /is not an event of intercom/,
  );
});
