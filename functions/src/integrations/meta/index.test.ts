import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { valueAt } from '../../core/event/json-pointer.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent, sampleEvents } from '../../testing/sample-events.ts';
import { isMetaEventOfType, MetaEvent, type MetaEventType } from './event.ts';
import { meta } from './index.ts';
import { metaSamples } from './samples.ts';

integrationConformance(meta, metaSamples, {
  batch: {
    type: 'page.feed',
    open: (body) => {
      const changes = valueAt(body, '/entry/0/changes');
      return Array.isArray(changes) ? changes : [];
    },
    close: (changes, body) => {
      const entry = valueAt(body, '/entry/0');
      return { ...(isJsonObject(body) && body), entry: [{ ...(isJsonObject(entry) && entry), changes }] };
    },
  },
});

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = '0123456789abcdef0123456789abcdef';
const LIMITS = { toleranceSeconds: 0 };

const event = (type: MetaEventType, edit?: (body: string) => string) =>
  sampleEvent(meta, metaSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

function request(fields: Partial<RawWebhook>): RawWebhook {
  const none = { method: 'POST', url: '/', publicUrls: [], headers: {}, rawBody: Buffer.alloc(0), receivedAt: NOW };
  return { ...none, ...fields };
}

it('a request that was signed without the scheme is accepted', async () => {
  const rawBody = Buffer.from('{"object":"page","entry":[{"id":"1","changes":[{"field":"name","value":"é"}]}]}');
  const signature = createHmac('sha256', SECRET).update(rawBody).digest('hex');
  const headers = { 'x-hub-signature-256': `sha256=${signature}` };
  const verified = await meta.verify(request({ rawBody, headers }), [SECRET], NOW, LIMITS);
  expect(verified.events).toMatchObject([
    { native: { object: 'page', entry: { id: '1' }, field: 'name', value: 'é' } },
  ]);
});

describe('the challenge of a new endpoint', () => {
  const answer = (url: string, method = 'GET') =>
    meta.handshake?.(request({ url, method }), [SECRET], NOW, { ...LIMITS, verifyToken: 'token' });
  const asked = '/hook?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=';

  it('is repeated as text if it has the verify token', () => {
    expect(answer(`${asked}token`)).toEqual({ status: 200, body: '1158201444' });
  });

  it.each(['other', '', SECRET])('is refused with the token %j', (token) => {
    expect(answer(asked + token)).toMatchObject({ status: 403 });
  });

  it('is not a delivery, and a delivery is not a challenge', () => {
    expect(answer(`${asked}token`, 'POST')).toBeUndefined();
  });
});

it('no challenge is answered while no verify token is configured', () => {
  const url = '/hook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=';
  const settings = { ...LIMITS, verifyToken: undefined };
  expect(meta.handshake?.(request({ url, method: 'GET' }), [SECRET], NOW, settings)).toMatchObject({ status: 403 });
});

it('samples have a verify token that is not the secret', () => {
  const { configured, verifyToken } = metaSamples.makeSecret();
  expect(verifyToken).toMatch(/^[\w-]{32}$/);
  expect(verifyToken).not.toBe(configured);
});

it.each(['short', SECRET.toUpperCase(), 'EAAGm0PX4ZCpsBAKZC'])(
  'a secret that is not an app secret is refused: %s',
  (secret) => {
    expect(meta.checkSecret?.(secret)).toContain('app secret');
  },
);

it.each([
  [
    'whatsapp.status',
    'wamid.QW5zd2Vy7:delivered',
    'wamid.QW5zd2Vy7',
    '//meta.com/whatsapp_business_account/102290129340398',
  ],
  ['whatsapp.message', 'wamid.SGVsbG8=7', 'wamid.SGVsbG8=7', '//meta.com/whatsapp_business_account/102290129340398'],
  ['page.feed', expect.stringMatching(/^[\w-]{43}$/), '44444444_7', '//meta.com/page/44444444'],
  ['page.leadgen', expect.stringMatching(/^[\w-]{43}$/), '99887', '//meta.com/page/44444444'],
  ['page.messaging', 'm_7', 'm_7', '//meta.com/page/44444444'],
] as const)('an event of the type %s is described by what is signed', async (type, id, subject, source) => {
  const described = await event(type);
  expect(described).toMatchObject({ id, eventtype: type, time: '2026-11-23T12:00:00.000Z', source, subject });
  expect(described).not.toHaveProperty('unsigned');
});

describe('a request that contains several changes', () => {
  const statuses = ['sent', 'delivered'].map((status) => ({ id: 'wamid.1', status, timestamp: '1795435200' }));
  const message = { id: 'wamid.2', from: '1', timestamp: '1795435200', type: 'text' };
  const body = {
    object: 'whatsapp_business_account',
    entry: [
      { id: '1', changes: [{ field: 'messages', value: { metadata: {}, messages: [message], statuses } }] },
      { id: '2', changes: [{ field: 'account_update', value: { event: 'VERIFIED_ACCOUNT' } }] },
    ],
  };

  it('becomes one event for each message, each status and each other change', async () => {
    const events = await sampleEvents(meta, metaSamples, 'whatsapp.status', { edit: () => JSON.stringify(body) });
    expect(events.map(({ id, eventtype, source }) => [id, eventtype, source])).toEqual([
      ['wamid.2', 'whatsapp.message', '//meta.com/whatsapp_business_account/1'],
      ['wamid.1:sent', 'whatsapp.status', '//meta.com/whatsapp_business_account/1'],
      ['wamid.1:delivered', 'whatsapp.status', '//meta.com/whatsapp_business_account/1'],
      [expect.any(String), 'whatsapp.account_update', '//meta.com/whatsapp_business_account/2'],
    ]);
    expect(events.map(({ data }) => data)).toContainEqual({
      object: 'whatsapp_business_account',
      entry: { id: '1' },
      field: 'messages',
      value: { metadata: {}, statuses: statuses.slice(1) },
    });
  });

  it('keeps an entry without changes, marked', async () => {
    const edit = () => JSON.stringify({ ...body, entry: [...body.entry, { id: '3' }] });
    const events = await sampleEvents(meta, metaSamples, 'whatsapp.status', { edit });
    expect(events.at(-1)).toMatchObject({ eventtype: 'unknown' });
  });
});

it('a status of a group is a different event for each member, whose number its id does not show', async () => {
  const to = (member: string) => (body: string) =>
    body.replace('"recipient_id":"4366012345678"', `"recipient_id":"group","recipient_participant_id":"${member}"`);
  const [ada, grace] = [await event('whatsapp.status', to('4366011')), await event('whatsapp.status', to('4366022'))];
  expect(ada.id).not.toBe(grace.id);
  expect(ada.id).not.toContain('4366011');
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all((['whatsapp.status', 'page.feed'] as const).map((type) => event(type)));
  const events = all.map((envelope) => MetaEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isMetaEventOfType('whatsapp.status'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.value.statuses[0].id).toEqualTypeOf<string>();
});

it('a type that does not exist does not compile', () => {
  // @ts-expect-error Meta reports it under a page.
  isMetaEventOfType('feed');
});

it('data that is not a change is refused', async () => {
  const envelope = await event('page.feed');
  expect(() => MetaEvent.revive({ ...envelope, data: { object: 'page' } })).toThrow(
    expect.objectContaining({ code: 'meta/bad-event' }),
  );
});
