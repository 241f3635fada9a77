import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import { lastValueFrom, map, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { twilio } from './index.ts';
import {
  isTwilioEventOfType,
  TwilioEvent,
  type TwilioEventOfType,
  type TwilioNative,
  type TwilioStreamMessage,
} from './event.ts';
import { twilioSamples } from './samples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const URL_AT_TWILIO = 'https://webhooks.example.com/twilio';
const secret = twilioSamples.makeSecret();

integrationConformance(twilio, twilioSamples, {
  refusesUnknown: 'the body of a callback is a form, not JSON',
  batch: {
    type: 'messaging.message.delivered',
    open: (body) => (Array.isArray(body) ? body : []),
    close: (events) => events,
  },
  official: ({ rawBody, headers, publicUrls: [url = ''] }, token) => {
    const [text, signature] = [Buffer.from(rawBody).toString(), String(headers['x-twilio-signature'])];
    if (new URL(url).searchParams.has('bodySHA256')) return validateRequestWithBody(token, signature, url, text);
    const params: Record<string, string | string[]> = {};
    const form = new URLSearchParams(text);
    for (const name of form.keys()) {
      const values = form.getAll(name);
      params[name] = values.length > 1 ? values : (values[0] ?? '');
    }
    return validateRequest(token, signature, url, params);
  },
});

function signed(type: string, body = twilioSamples.sample(type, { id: '1', now: NOW })): RawWebhook {
  const delivery = { type, id: '1', signing: secret.signing, now: NOW, url: URL_AT_TWILIO };
  return rawWebhookOf(twilioSamples.request({ ...delivery, body: Buffer.from(body) }));
}

async function verified(request: RawWebhook): Promise<readonly TwilioNative[]> {
  const { events } = await twilio.verify(request, [secret.configured], NOW, { toleranceSeconds: 0 });
  return events.map(({ native }) => native);
}

async function described(request: RawWebhook) {
  const [native = {}] = await verified(request);
  return twilio.describe(native, request);
}

const refusal = (code: string) => expect.objectContaining({ code: `twilio/${code}` });

describe('what is signed', () => {
  it('the query of the request is part of the URL if the registered URL has none', async () => {
    const { publicUrls, ...request } = signed('messaging.message.delivered');
    expect(publicUrls[0]).toContain('bodySHA256=');
    await expect(
      verified({ ...request, publicUrls: ['https://webhooks.example.com/hook', URL_AT_TWILIO] }),
    ).resolves.toHaveLength(1);
  });

  it('without a registered URL the error says which variable to set', async () => {
    await expect(async () => verified({ ...signed('call.completed'), publicUrls: [] })).rejects.toThrow(
      refusal('bad-config'),
    );
  });

  it('JSON whose hash is not in the URL is refused, since the signature would not cover it', async () => {
    const request = signed('message.sent');
    const headers = { ...request.headers, 'content-type': 'application/json' };
    await expect(async () => verified({ ...request, headers })).rejects.toThrow(refusal('bad-signature'));
    const url = signed('message.sent', 'a=');
    await expect(async () => verified({ ...url, headers, rawBody: Buffer.from('{"a":1}') })).rejects.toThrow(
      refusal('bad-signature'),
    );
  });

  it('how often and in which order the values of one name occur is not signed and does not change the event', async () => {
    const [native] = await verified(signed('message.sent', 'Media=y&Media=x&Media=y&Body=1&Body=1'));
    expect(native).toEqual({ Media: ['x', 'y'], Body: '1' });
  });

  it.each([
    ['with too many parameters', `Body=1${'&Body=1'.repeat(2_000)}`, 'bad-webhook-request'],
    ['over the limit of forms', `Body=${'x'.repeat(262_144)}`, 'payload-too-large'],
    ['with a parameter that has no name', 'Body=1&=1', 'bad-webhook-request'],
    ['with a name that could be part of a query', 'Body=1&%3FCallSid=1', 'bad-webhook-request'],
  ])('a form %s is refused', async (_what, body, name) => {
    await expect(async () => verified(signed('message.sent', body))).rejects.toThrow(refusal(name));
  });

  it('a GET with a body is refused', async () => {
    await expect(async () => verified({ ...signed('call.completed'), method: 'GET' })).rejects.toThrow(
      refusal('bad-webhook-request'),
    );
  });

  it('a form with invalid UTF-8 is refused, because other such forms share its signature', async () => {
    await expect(async () => verified(signed('message.sent', 'Body=%ff%fe&MessageSid=SM1'))).rejects.toThrow(
      refusal('bad-webhook-request'),
    );
  });

  it('every parameter reaches the event, with lists and brackets as they were sent', async () => {
    const [native] = await verified(signed('message.sent', 'a%5Bb%5D=1&Media=x&Media=y&Body=1%2B1+%26'));
    expect(native).toEqual({ 'a[b]': '1', Media: ['x', 'y'], Body: '1+1 &' });
  });
});

describe('the description of an event', () => {
  it('has one id for each status of a message', async () => {
    const about = await described(signed('message.delivered'));
    expect(about).toMatchObject({
      type: 'message.delivered',
      unsigned: ['time'],
      source: expect.stringMatching(/accounts\/AC/),
    });
    expect(about.id).toBe(`${about.subject}:delivered`);
  });

  it('has the time and the number of a call’s callback', async () => {
    const about = await described(signed('call.completed'));
    expect(about).toMatchObject({ time: NOW, id: `${about.subject}:completed:3` });
    expect(about.unsigned).toBeUndefined();
  });

  it('makes two requests of a call in progress with different content two events', async () => {
    const pressed = (digits: string) =>
      described(signed('call.in-progress', `CallSid=CA1&CallStatus=in-progress&Digits=${digits}`));
    expect((await pressed('1')).id).not.toBe((await pressed('2')).id);
    expect((await pressed('1')).id).toBe((await pressed('1')).id);
  });

  it('identifies a webhook of another product by its content and by Twilio’s unsigned token', async () => {
    const request = signed('message.sent', 'EventType=onMessageAdded&ConversationSid=CH1');
    expect(await described(request)).toMatchObject({ type: 'onMessageAdded', unsigned: ['id', 'time'] });
    const headers = { ...request.headers, 'i-twilio-idempotency-token': 'other' };
    expect((await described({ ...request, headers })).id).not.toBe((await described(request)).id);
  });

  it('makes each element of an Event Streams batch an event with its own id and time', async () => {
    const [first] = JSON.parse(twilioSamples.sample('messaging.message.delivered', { id: '1', now: NOW }));
    const [second] = JSON.parse(twilioSamples.sample('messaging.message.delivered', { id: '2', now: NOW }));
    const request = signed('messaging.message.delivered', JSON.stringify([first, second]));
    const abouts = (await verified(request)).map((native) => twilio.describe(native, request));
    expect(abouts.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(abouts[0]).toMatchObject({ type: 'messaging.message.delivered', subject: first.data.messageSid, time: NOW });
  });
});

it('the response is an empty TwiML document, which an incoming message expects', () => {
  expect(twilio.ack?.([])).toMatchObject({ status: 200, headers: { 'content-type': 'text/xml' }, body: '<Response/>' });
});

it('an account SID in place of the auth token is reported at start', () => {
  expect(twilio.checkSecret?.(`AC${secret.configured}`)).toContain('auth token');
  expect(twilio.checkSecret?.(secret.configured)).toBeUndefined();
});

describe('the events', () => {
  const eventOf = (type: string, data: unknown) => {
    const about = { id: '1', type, time: NOW, source: '//twilio.com' };
    return TwilioEvent.revive({ ...buildEvent('twilio', about, { receivedAt: NOW }), data });
  };
  const delivered = eventOf('message.delivered', { MessageSid: 'SM1', MessageStatus: 'delivered' });
  const failed = eventOf('message.failed', { MessageSid: 'SM2', MessageStatus: 'failed', ErrorCode: '30003' });
  const streamed = eventOf('messaging.message.delivered', {
    specversion: '1.0',
    id: 'EZ1',
    type: 'com.twilio.messaging.message.delivered',
    source: '/AC1',
    data: { messageSid: 'SM3', accountSid: 'AC1', timestamp: '2026-11-23T12:00:00Z' },
  });

  it('of the given types are let through and narrowed to them', async () => {
    const passed = of(delivered, failed, streamed).pipe(
      isTwilioEventOfType('message.delivered', 'messaging.message.delivered'),
      map((event) => event.event),
      toArray(),
    );
    expect(await lastValueFrom(passed)).toEqual([delivered.event, streamed.event]);

    expectTypeOf<TwilioEventOfType<'message.failed'>['event']['MessageStatus']>().toEqualTypeOf<'failed'>();
    expectTypeOf<TwilioEventOfType<'call.completed'>['event']['CallStatus']>().toEqualTypeOf<'completed'>();
    expectTypeOf<TwilioEventOfType<'message.received'>['event']['Body']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<TwilioEventOfType<'messaging.message.sent'>['event']['data']>().toEqualTypeOf<TwilioStreamMessage>();
  });

  it('of a type that Twilio does not have do not compile', () => {
    // @ts-expect-error a message cannot be busy
    isTwilioEventOfType('message.busy');
  });

  it('are refused without data', () => {
    expect(() => eventOf('webhook', [])).toThrow(expect.objectContaining({ code: 'twilio/bad-event' }));
  });
});
