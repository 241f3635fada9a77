import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { describeAll } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isMandrillEventOfType, MandrillEvent, type MandrillEventType } from './event.ts';
import { mandrill } from './index.ts';
import { mandrillSamples } from './samples.ts';

integrationConformance(mandrill, mandrillSamples, { refusesUnknown: 'Mandrill sends nothing but forms' });

const NOW = new Date('2026-11-23T12:00:00Z');
const HOOK = 'https://webhooks.example.com/hook';
const KEY = 'the key of a webhook';
const OPEN = { event: 'open', _id: 'm1', ts: 1_795_435_199, msg: { _id: 'm1', email: 'ada@example.com' } };
const INBOUND = { event: 'inbound', ts: 1_795_435_198, msg: { email: 'in@shop.example', text: 'a+b = c & d%' } };
const DENIED = { type: 'blacklist', action: 'add', ts: 1_795_435_197, reject: { email: 'ada@example.com' } };

/** Signed with nothing but node:crypto. */
function requestWith(events: unknown, { key = KEY, parameter = 'mandrill_events', url = HOOK } = {}): RawWebhook {
  const json = JSON.stringify(events);
  const signature = createHmac('sha1', key).update(`${url}${parameter}${json}`).digest('base64');
  return {
    method: 'POST',
    url: '/hook',
    publicUrls: [HOOK],
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-mandrill-signature': signature },
    rawBody: Buffer.from(`${parameter}=${encodeURIComponent(json)}`),
    receivedAt: NOW,
  };
}

const verify = async (request: RawWebhook, key = KEY) => mandrill.verify(request, [key], NOW, { toleranceSeconds: 0 });

async function described(...events: readonly object[]) {
  const request = requestWith(events);
  return describeAll(mandrill, await verify(request), request).map(({ about }) => about);
}

async function greet(request: Partial<RawWebhook>) {
  const settings = { toleranceSeconds: 0, verifyToken: undefined };
  return mandrill.handshake?.({ ...requestWith([]), ...request }, [KEY], NOW, settings);
}

it('each event of a batch is described by itself', async () => {
  expect(await described(OPEN, INBOUND, DENIED)).toEqual([
    {
      id: 'open:m1:1795435199',
      type: 'open',
      time: new Date('2026-11-23T11:59:59Z'),
      source: '//mandrillapp.com',
      subject: 'm1',
    },
    {
      id: expect.stringMatching(/^[\w-]{43}$/),
      type: 'inbound',
      time: new Date('2026-11-23T11:59:58Z'),
      source: '//mandrillapp.com',
    },
    {
      id: expect.stringMatching(/^[\w-]{43}$/),
      type: 'blacklist',
      time: new Date('2026-11-23T11:59:57Z'),
      source: '//mandrillapp.com',
    },
  ]);
});

it('two links that are followed within one second are two events, however often the batch is sent', async () => {
  const click = (url: string) => ({ ...OPEN, event: 'click', url });
  const links = [click('https://shop.example/1'), click('https://shop.example/2')];
  const [first, again] = [await described(...links), await described(...links)];
  expect(new Set(first.map(({ id }) => id)).size).toBe(2);
  expect(again.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
});

it('a message of a subaccount comes from there', async () => {
  const [about] = await described({ ...OPEN, msg: { ...OPEN.msg, subaccount: 'shop 7' } });
  expect(about?.source).toBe('//mandrillapp.com/subaccounts/shop%207');
});

it('what is in a batch beside its events is kept, marked', async () => {
  const [odd, open] = await described({ unheard: 'of' }, OPEN);
  expect(odd).toMatchObject({ type: 'unknown', unknown: expect.arrayContaining(['type']) });
  expect(open).toMatchObject({ type: 'open' });
});

it.each([
  ['by HEAD', { method: 'HEAD', rawBody: Buffer.alloc(0) }],
  ['by a list without events, whoever signed it', { rawBody: Buffer.from('mandrill_events=%5B%5D') }],
])('a URL that is tried %s is answered', async (_how, request) => {
  expect(await greet(request)).toEqual({ status: 200 });
});

it('an event is not a trial, and the key of trials proves none', async () => {
  const forged = requestWith([OPEN], { key: 'test-webhook' });
  expect(await greet(forged)).toBeUndefined();
  await expect(verify(forged)).rejects.toMatchObject({ code: 'mandrill/bad-signature' });
  expect(mandrill.checkSecret?.('test-webhook')).toContain('the key of a webhook');
});

it.each([
  ['a letter of its name is in the value', 'mandrill_event', HOOK],
  ['a part of its name is in the URL', 'events', `${HOOK}mandrill_`],
])('a form is refused if %s', async (_what, parameter, url) => {
  const request = { ...requestWith([OPEN], { parameter, url }), publicUrls: [url] };
  await expect(verify(request)).rejects.toMatchObject({ code: 'mandrill/bad-signature' });
});

it.each([
  ['two lists', 'mandrill_events=%5B%5D&mandrill_events=%5B%5D'],
  ['something before the list', 'mandrill_events=%5B%5D&a=1'],
  ['no parameter', '{}'],
  ['bytes that are not UTF-8', 'mandrill_events=%ff'],
])('a form with %s is refused', async (_what, form) => {
  await expect(verify({ ...requestWith([]), rawBody: Buffer.from(form) })).rejects.toMatchObject({
    code: 'mandrill/bad-signature',
  });
});

it('a form may have parameters after the list, which are signed too', async () => {
  const json = JSON.stringify([OPEN]);
  const signature = createHmac('sha1', KEY).update(`${HOOK}mandrill_events${json}version2`).digest('base64');
  const form = (value: string) => Buffer.from(`version=${value}&mandrill_events=${encodeURIComponent(json)}`);
  const headers = { ...requestWith([]).headers, 'x-mandrill-signature': signature };
  expect((await verify({ ...requestWith([]), headers, rawBody: form('2') })).events).toHaveLength(1);
  await expect(verify({ ...requestWith([]), headers, rawBody: form('3') })).rejects.toThrow();
});

it.each(['md-AbCdEfGhIjKlMnOp', 'short'])('%s is not accepted as the key of a webhook', (secret) => {
  expect(mandrill.checkSecret?.(secret)).toContain('not an API key');
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const event = async (type: MandrillEventType) =>
    MandrillEvent.revive(await sampleEvent(mandrill, mandrillSamples, type));
  const events = [await event('click'), await event('send')];
  const passed = await firstValueFrom(of(...events).pipe(isMandrillEventOfType('click'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.url).toEqualTypeOf<string>();
  // @ts-expect-error Mandrill calls it hard_bounce.
  isMandrillEventOfType('bounce');
});
