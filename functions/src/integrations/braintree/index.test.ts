import { createHash, createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { BraintreeEvent, isBraintreeEventOfType, type BraintreeEventType, type Dispute } from './event.ts';
import { braintree } from './index.ts';
import { braintreeSamples } from './samples.ts';
import { readXml } from './xml.ts';

integrationConformance(braintree, braintreeSamples, { refusesUnknown: 'Braintree sends nothing but forms' });

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'public_key_of_shop|private_key_of_shop';

const event = (type: BraintreeEventType) => sampleEvent(braintree, braintreeSamples, type, { id: '7', now: NOW });

/** Signed with nothing but node:crypto. */
function mac(text: string, privateKey = 'private_key_of_shop'): string {
  return createHmac('sha1', createHash('sha1').update(privateKey).digest()).update(text).digest('hex');
}

function requestOf(rawBody: string, { method = 'POST', url = '/braintree' } = {}): RawWebhook {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method, url, publicUrls: [], headers, rawBody: Buffer.from(rawBody), receivedAt: NOW };
}

const verify = async (form: Record<string, string> | string) =>
  braintree.verify(requestOf(new URLSearchParams(form).toString()), [SECRET], NOW, { toleranceSeconds: 0 });

it('a notification is described by what is in its XML', async () => {
  const described = await event('subscription_charged_successfully');
  expect(described).toMatchObject({
    id: 'subscription_charged_successfully:2026-11-23T12:00:00Z:studio7',
    eventtype: 'subscription_charged_successfully',
    time: '2026-11-23T12:00:00.000Z',
    source: '//braintreegateway.com/merchants/shop_merchant',
    subject: 'studio7',
  });
  expect(described.unsigned).toBeUndefined();
});

it('names and values are those of the SDK', async () => {
  const { data } = await event('subscription_charged_successfully');
  expect(data).toMatchObject({
    sourceMerchantId: 'shop_merchant',
    subject: {
      subscription: {
        planId: 'studio-monthly',
        trialPeriod: false,
        currentBillingCycle: 3,
        numberOfBillingCycles: null,
        addOns: [],
        transactions: [{ currencyIsoCode: 'EUR', customFields: { userId: 'user_7' } }],
      },
    },
  });
});

it('the test of the control panel is an event, too', async () => {
  expect(await event('check')).toMatchObject({ eventtype: 'check', id: expect.stringMatching(/^[\w-]{43}$/) });
});

describe('the challenge of a URL', () => {
  const challenge = 'c0ffee'.repeat(4);
  const greet = (query: string, method = 'GET') =>
    braintree.handshake?.(
      requestOf('', { method, url: `/braintree?${query}` }),
      [SECRET, 'old_public|old_private'],
      NOW,
      {
        toleranceSeconds: 0,
        verifyToken: undefined,
      },
    );

  it('is answered with the public key and its signature by the newest key', async () => {
    expect(await greet(`bt_challenge=${challenge}`)).toEqual({
      status: 200,
      body: `public_key_of_shop|${mac(challenge)}`,
    });
  });

  it.each(['bt_challenge=PHhtbD4', 'bt_challenge=abc', `bt_challenge=${challenge}&bt_challenge=${challenge}`])(
    '%s is refused, so that nobody has a payload signed',
    async (query) => expect(await greet(query)).toMatchObject({ status: 400 }),
  );

  it('is a GET, and nothing else is answered like one', async () => {
    expect(await greet(`bt_challenge=${challenge}`, 'POST')).toBeUndefined();
    expect(await greet('a=b')).toBeUndefined();
  });

  it('proves no payload', async () => {
    const form = { bt_signature: `public_key_of_shop|${mac(challenge)}`, bt_payload: challenge };
    await expect(verify(form)).rejects.toMatchObject({ code: 'braintree/bad-webhook-request' });
  });
});

describe('a form', () => {
  const payload = `${Buffer.from('<notification><kind>check</kind><subject/></notification>').toString('base64')}\n`;
  const signature = `public_key_of_shop|${mac(payload)}`;
  const form = { bt_signature: signature, bt_payload: payload };

  it('is verified by the keys that it names', async () => {
    expect((await verify(form)).events).toHaveLength(0);
    expect((await verify(form)).unknown).toHaveLength(1);
  });

  it.each([
    ['a signature of another key', { ...form, bt_signature: signature.replace('public_key_of_shop', 'other') }],
    ['a signature in capital letters', { ...form, bt_signature: signature.toUpperCase() }],
    ['something after the signature', { ...form, bt_signature: `${signature}|more` }],
    ['a payload in other letters', { ...form, bt_payload: `${payload.trim()}\0\n` }],
    ['no payload', { bt_signature: signature }],
  ])('with %s is refused', async (_what, changed) => {
    await expect(verify(changed)).rejects.toMatchObject({ code: 'braintree/bad-signature' });
  });

  it('with two payloads is refused', async () => {
    const twice = `${new URLSearchParams(form).toString()}&bt_payload=${encodeURIComponent(payload)}`;
    await expect(verify(twice)).rejects.toMatchObject({ code: 'braintree/bad-signature' });
  });
});

describe('XML', () => {
  it('is read with its references', () => {
    expect(readXml('<a><b-c>1 &lt; 2 &amp; &#x5a;&#90;</b-c><d nil="true"/><e/></a>')).toEqual({
      a: { bC: '1 < 2 & ZZ', d: null, e: '' },
    });
  });

  it('keeps every element of a name', () => {
    expect(readXml('<a><b>1</b><b>2</b></a>')).toEqual({ a: { b: ['1', '2'] } });
  });

  it.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['an unknown reference', '<a>&b;</a>'],
    ['an element that is not closed', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['text around the root', 'text<a/>'],
    ['more levels than anybody prints', '<a>'.repeat(60) + '</a>'.repeat(60)],
    ['no element', ''],
  ])('with %s is not read', (_what, xml) => {
    expect(readXml(xml)).toBeUndefined();
  });
});

it('the operator lets through the given kinds and narrows the event to them', async () => {
  const all = await Promise.all((['dispute_opened', 'check'] as const).map((type) => event(type)));
  const events = all.map((envelope) => BraintreeEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isBraintreeEventOfType('dispute_opened'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const one of passed) expectTypeOf(one.event.subject.dispute).toEqualTypeOf<Dispute>();
  // @ts-expect-error Braintree calls it dispute_opened.
  isBraintreeEventOfType('dispute.opened');
});
