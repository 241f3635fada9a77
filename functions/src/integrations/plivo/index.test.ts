import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { describeAll } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isPlivoEventOfType, PlivoEvent, type PlivoEventType } from './event.ts';
import { plivo } from './index.ts';
import { plivoSamples } from './samples.ts';

integrationConformance(plivo, plivoSamples, { refusesUnknown: 'a callback is a form, not JSON' });

const NOW = new Date('2026-11-23T12:00:00Z');
const URL = 'https://hooks.example.com/plivo';
const TOKEN = 'MzE0MTU5MjY1MzU4OTc5MzIzODQ2MjY0';
const NONCE = '31415926535897932384';
const UUID = 'a1b2c3d4-0000-4000-8000-0123456789ab';

/** Signed with nothing but node:crypto. */
function mac(text: string, token = TOKEN): string {
  return createHmac('sha256', token).update(text).digest('base64');
}

/** The form as Plivo signs it. */
function signedText(form: string): string {
  const sorted = [...new URLSearchParams(form)].toSorted(([a], [b]) => Number(a > b) - Number(a < b));
  return `${URL}?${sorted.flat().join('')}.${NONCE}`;
}

interface Sent {
  readonly form?: string;
  readonly query?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function requestOf({ form = '', query = '', method = 'POST', headers = {} }: Sent): RawWebhook {
  return { method, url: `/plivo${query}`, publicUrls: [URL], headers, rawBody: Buffer.from(form), receivedAt: NOW };
}

function byV3(text: string, nonce = NONCE): Readonly<Record<string, string>> {
  return { 'x-plivo-signature-v3': mac(text), 'x-plivo-signature-v3-nonce': nonce };
}

function byV2(url = URL, nonce = NONCE): Readonly<Record<string, string>> {
  return { 'x-plivo-signature-v2': mac(url + nonce), 'x-plivo-signature-v2-nonce': nonce };
}

async function described(sent: Sent) {
  const request = requestOf(sent);
  const verified = await plivo.verify(request, [TOKEN], NOW, { toleranceSeconds: 0 });
  return describeAll(plivo, verified, request).map(({ about, native }) => ({ ...about, native }));
}

const CALL =
  'CallUUID=97ceeb52-58b6&CallStatus=completed&Event=Hangup&Direction=inbound&From=14155550100&To=14155550199';
const STATUS = `From=14155550199&To=14155550100&Status=delivered&MessageUUID=${UUID}&ErrorCode=000`;

describe('a call', () => {
  it('is proven by the signature of its form', async () => {
    expect(await described({ form: CALL, headers: byV3(signedText(CALL)) })).toMatchObject([
      { id: '97ceeb52-58b6:hangup', type: 'call.hangup', subject: '97ceeb52-58b6', source: '//plivo.com', time: NOW },
    ]);
  });

  it('may be signed with the token of the main account, and with several tokens', async () => {
    const nonce = { 'x-plivo-signature-v3-nonce': NONCE };
    const signature = mac(signedText(CALL));
    const ofSubaccount = mac(signedText(CALL), 'another');
    for (const headers of [
      { 'x-plivo-signature-v3': ofSubaccount, 'x-plivo-signature-ma-v3': signature, ...nonce },
      { 'x-plivo-signature-v3': `${ofSubaccount},${signature}`, ...nonce },
    ])
      expect(await described({ form: CALL, headers })).toHaveLength(1);
  });

  it('by GET is its query', async () => {
    const query = `?CallUUID=97ceeb52-58b6&Event=Ring`;
    const headers = byV3(`${URL}${query}.${NONCE}`);
    expect(await described({ method: 'GET', query, headers })).toMatchObject([{ type: 'call.ring' }]);
  });

  it.each<[string, Sent]>([
    ['another form', { form: CALL.replace('completed', 'busy'), headers: byV3(signedText(CALL)) }],
    ['another query', { form: CALL, query: '?a=1', headers: byV3(signedText(CALL)) }],
    ['a body, by GET', { method: 'GET', form: CALL, query: '?Event=Ring', headers: byV2() }],
    ['the older signature alone, which covers no form', { form: CALL, headers: byV2() }],
    ['the older signature beside a wrong newer one', { form: CALL, headers: { ...byV2(), ...byV3('forged') } }],
    ['a nonce that holds the end of the form', { form: CALL, headers: byV3(signedText(CALL), `a.${NONCE}`) }],
  ])('is refused with %s', async (_what, sent) => {
    await expect(described(sent)).rejects.toMatchObject({ name: 'IntegrationError' });
  });

  it('in progress is another event each time that it says something else', async () => {
    const pressed = async (digits: string) => {
      const form = `CallUUID=97ceeb52-58b6&Digits=${digits}&Event=Redirect`;
      const [event] = await described({ form, headers: byV3(signedText(form)) });
      return event?.id;
    };
    expect(await pressed('1')).not.toBe(await pressed('2'));
    expect(await pressed('1')).toBe(await pressed('1'));
  });
});

describe('a form that another one shares its signature with', () => {
  const message = `From=1415&MessageUUID=${UUID}&Text=hello&To=1416&Type=sms`;

  it.each([
    ['whose name has taken a letter of its value', message.replace('Type=sms', 'Types=ms')],
    ['whose name has lost a letter', message.replace('From=1415', 'Fro=m1415')],
    ['whose value holds the next parameter', message.replace('&Text=hello', 'Texthello')],
    ['whose value holds a repeated parameter', 'Media=aMediab'],
    ['whose value holds the sign that joins a query', message.replace('From=1415', 'From=%3D1415')],
    ['whose new parameter may hold another one', 'A=1B2'],
  ])('is refused if it is one %s', async (_what, form) => {
    const signed = { form, headers: byV3(signedText(form)) };
    await expect(described(signed)).rejects.toMatchObject({ code: 'plivo/bad-webhook-request' });
  });

  it('by GET is refused, too', async () => {
    const text = `From=1415&MessageUUID=${UUID}&Text=%3D&To=1416&Type=sms`;
    const signed = signedText(text);
    const query = `?${signed.slice(`${URL}?`.length, -`.${NONCE}`.length)}`;
    const headers = byV3(signed);
    await expect(described({ method: 'GET', query, headers })).rejects.toMatchObject({
      code: 'plivo/bad-webhook-request',
    });
  });

  it.each([
    ['text that holds names of parameters', message.replace('hello', 'From+now+on+Type+To+me%3F')],
    ['parameters that are newer than the list', 'NewName=word&Other=12'],
    ['a sender with the name of a later parameter', message.replace('1415', 'TypeStudio')],
    ['a parameter that is sent twice', 'Media=a&Media=b'],
    ['a parameter that comes after all others', `${message}&zone=aB1C2`],
    ['headers of the call’s own', 'CallUUID=1&Event=Ring&X-PH-Order=1001'],
  ])('is not a form with %s', async (_what, form) => {
    expect(await described({ form, headers: byV3(signedText(form)) })).toHaveLength(1);
  });
});

describe('a message', () => {
  it('is accepted with the older signature, and nothing of it is signed', async () => {
    const [event] = await described({ form: STATUS, headers: byV2() });
    expect(event).toMatchObject({
      id: `${UUID}:delivered`,
      type: 'message.delivered',
      subject: UUID,
      unsigned: ['id', 'type', 'time', 'source', 'subject'],
    });
    const forged = await described({ form: STATUS.replace('delivered', 'failed'), headers: byV2() });
    expect(forged[0]?.type).toBe('message.failed');
  });

  it.each([
    ['of another URL', byV2(`${URL}/x`)],
    ['without its nonce', { ...byV2(), 'x-plivo-signature-v2-nonce': '' }],
    ['with a nonce that could be cut elsewhere', byV2(URL, '314.15926')],
    ['with a nonce that is too short', byV2(URL, '3141')],
  ])('is refused with the signature %s', async (_what, headers) => {
    await expect(described({ form: STATUS, headers })).rejects.toMatchObject({
      code: expect.stringMatching(/^plivo\/bad-/),
    });
  });

  it('is refused at a URL that ends in a digit, which could be one of the nonce', async () => {
    const request = { ...requestOf({ form: STATUS, headers: byV2(`${URL}/3`, '1415926') }), publicUrls: [`${URL}/3`] };
    await expect(async () => plivo.verify(request, [TOKEN], NOW, { toleranceSeconds: 0 })).rejects.toMatchObject({
      code: 'plivo/bad-signature',
    });
  });

  it('that was received has its own type, and a list of what is sent several times', async () => {
    const form = `From=1&To=2&Text=&Media=a&Media=b&MessageUUID=${UUID}`;
    const [event] = await described({ form, headers: byV2() });
    expect(event).toMatchObject({ type: 'message.received', id: `${UUID}:received`, native: { Media: ['a', 'b'] } });
  });

  it('without a form is answered, and is not an event', async () => {
    const empty = requestOf({ headers: byV2() });
    expect(await plivo.handshake?.(empty, [TOKEN], NOW, { toleranceSeconds: 0, verifyToken: undefined })).toMatchObject(
      { status: 200 },
    );
    const forged = requestOf({ headers: byV2(`${URL}/x`) });
    await expect(async () =>
      plivo.handshake?.(forged, [TOKEN], NOW, { toleranceSeconds: 0, verifyToken: undefined }),
    ).rejects.toMatchObject({ code: 'plivo/bad-signature' });
    expect(await described({ headers: byV2() })).toMatchObject([{ type: 'unknown' }]);
  });
});

it.each([
  ['what is not a callback that we know', 'MessageUUID=1&Other=2'],
  ['no id', 'Status=delivered'],
])('a form with %s is kept, marked', async (_what, form) => {
  expect(await described({ form, headers: byV2() })).toMatchObject([
    { type: 'unknown', unknown: expect.arrayContaining(['type']) },
  ]);
});

it('a URL with a query takes no callbacks by GET: what is signed would not be what is read', async () => {
  const query = '?CallUUID=1&Event=Ring';
  const headers = byV3(`${URL}?a=1.${NONCE}`);
  const request = { ...requestOf({ method: 'GET', query, headers }), publicUrls: [`${URL}?a=1`] };
  await expect(async () => plivo.verify(request, [TOKEN], NOW, { toleranceSeconds: 0 })).rejects.toMatchObject({
    code: 'plivo/bad-webhook-request',
  });
});

it('the auth id in place of the auth token is reported at start', () => {
  expect(plivo.checkSecret?.('MAXXXXXXXXXXXXXXXXXX')).toContain('auth token');
  expect(plivo.checkSecret?.(TOKEN)).toBeUndefined();
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const event = (type: PlivoEventType) => sampleEvent(plivo, plivoSamples, type, { id: '7', now: NOW });
  const events = [PlivoEvent.revive(await event('call.hangup')), PlivoEvent.revive(await event('message.failed'))];
  const passed = await firstValueFrom(of(...events).pipe(isPlivoEventOfType('message.failed'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.Status).toEqualTypeOf<'failed'>();
  // @ts-expect-error The provider sends no such type.
  isPlivoEventOfType('message.lost');
});
