import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isPostmarkEventOfType, PostmarkEvent, type PostmarkEventType } from './event.ts';
import { postmark } from './index.ts';
import { postmarkSamples } from './samples.ts';

integrationConformance(postmark, postmarkSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const LIMITS = { toleranceSeconds: 0 };

const event = (type: PostmarkEventType, edit?: (body: string) => string) =>
  sampleEvent(postmark, postmarkSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

function requestWith(authorization: string): RawWebhook {
  const rawBody = Buffer.from('{"RecordType":"Open","MessageID":"m1"}');
  return { method: 'POST', url: '/', publicUrls: [], headers: { authorization }, rawBody, receivedAt: NOW };
}

it.each(['ada:a:long:pässword', 'Basic YWRhOmE6bG9uZzpww6Rzc3dvcmQ='])(
  'the user and the password of the webhook are %s, and may contain what HTTP allows',
  async (secret) => {
    const request = requestWith(`Basic ${Buffer.from('ada:a:long:pässword').toString('base64')}`);
    expect(await postmark.verify(request, ['other:one', secret], NOW, LIMITS)).toMatchObject({ secret: 1 });
  },
);

it.each(['Basic YWRhOm90aGVy', 'Bearer ada:password', 'ada:password', 'basic YWRhOnBhc3N3b3Jk'])(
  'the credential %s is refused',
  (authorization) => {
    expect(() => postmark.verify(requestWith(authorization), ['ada:password'], NOW, LIMITS)).toThrow(
      expect.objectContaining({ code: 'postmark/bad-signature' }),
    );
  },
);

it('a secret without a user is refused at start', () => {
  expect(postmark.checkSecret?.('the password alone')).toContain('user:password');
  expect(postmark.checkSecret?.('ada:password')).toBeUndefined();
});

it.each([
  ['Delivery', 'DeliveredAt'],
  ['Bounce', 'BouncedAt'],
  ['SpamComplaint', 'BouncedAt'],
  ['Open', 'ReceivedAt'],
  ['Click', 'ReceivedAt'],
  ['SubscriptionChange', 'ChangedAt'],
] as const)('a %s occurred at %s, and none of it is signed', async (type, field) => {
  const at = (body: string) => JSON.stringify({ ...JSON.parse(body), [field]: '2026-11-23T06:59:58.1230000-05:00' });
  expect(await event(type, at)).toMatchObject({
    id: expect.stringMatching(/^[\w-]{20,}$/),
    eventtype: type,
    time: '2026-11-23T11:59:58.123Z',
    source: '//postmarkapp.com/servers/8417203',
    subject: '5f2c1a3e-7d40-4b1f-9a6e-7',
    unsigned: 'id,type,time,source,subject',
  });
});

it('an inbound message is an Inbound event with the id of the message and the time of its arrival', async () => {
  expect(await event('Inbound')).toMatchObject({
    id: 'b8e0d5a1-2c47-4f19-8d3b-7',
    eventtype: 'Inbound',
    time: NOW.toISOString(),
    source: '//postmarkapp.com',
    subject: 'b8e0d5a1-2c47-4f19-8d3b-7',
  });
});

it('an address that was suppressed by hand has no message', async () => {
  const edit = (body: string) => JSON.stringify({ ...JSON.parse(body), MessageID: null });
  expect(await event('SubscriptionChange', edit)).not.toHaveProperty('subject');
});

it('an event has the same id however often it is sent, and another event of its message has another id', async () => {
  const ids = await Promise.all([event('Open'), event('Open'), event('Click')].map(async (one) => (await one).id));
  expect(new Set(ids).size).toBe(2);
  expect(ids[0]).toBe(ids[1]);
});

it('a body that is neither a record nor an inbound message is kept and marked', async () => {
  const edit = () => JSON.stringify({ Type: 'HardBounce', Email: 'ada@example.com' });
  expect(await event('Bounce', edit)).toMatchObject({ eventtype: 'unknown', unknown: expect.stringContaining('type') });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['Delivery', 'Bounce', 'Inbound'] as const).map((type) => event(type)));
  const events = all.map((envelope) => PostmarkEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isPostmarkEventOfType('Bounce', 'Inbound'), toArray()));
  expect(passed.map(({ envelope }) => envelope.eventtype)).toEqual(['Bounce', 'Inbound']);
  for (const { event: one } of passed) expectTypeOf(one.RecordType).toEqualTypeOf<'Bounce' | undefined>();
});

it('a type that does not exist does not compile', () => {
  // @ts-expect-error Postmark calls it Bounce.
  isPostmarkEventOfType('bounce');
});

it('data that is not an object is not a Postmark event', async () => {
  const envelope = await event('Open');
  expect(() => PostmarkEvent.revive({ ...envelope, data: 'text' })).toThrow(
    expect.objectContaining({ code: 'postmark/bad-event' }),
  );
});
