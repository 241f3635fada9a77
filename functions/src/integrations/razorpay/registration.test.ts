import { describe, expect, it } from 'vitest';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import { FakeRestApi } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { razorpayRegistration } from './registration.ts';

const KEY = 'rzp_test_0123456789abcd:abcdefghijklmnopqrstuvwx';
const ACCOUNT = 'acc_JOGUdtKu3dB03d';
const MOST = 30;

/** Razorpay's webhooks of a partner's account: a change needs URL and events and turns nothing on; no answer has the secret. */
const fake = () =>
  new FakeRestApi({
    url: `https://api.razorpay.com/v2/accounts/${ACCOUNT}/webhooks`,
    authorization: `Basic ${Buffer.from(KEY).toString('base64')}`,
    changesBy: 'PATCH',
    idOf: (number) => `HK890egfiIt${number}`,
    read: (body, before) => {
      const [url, types] = [textAt(body, '/url') ?? '', textsAt(body, '/events')];
      if (url === '' || types.length === 0) return 'The url and the events fields are required.';
      if ('active' in body) return 'active is/are not required and should not be sent';
      return url.length > 255
        ? 'The url may not be greater than 255.'
        : { url, types, isOn: before?.settings.isOn ?? true, name: '' };
    },
    readSecret: (body) => textAt(body, '/secret'),
    refuses: (_settings, others) =>
      others.length >= MOST ? { status: 400, message: 'The maximum of webhooks is reached.' } : undefined,
    show: ({ id, settings: { url, types, isOn }, secret }) => ({
      id,
      entity: 'webhook',
      owner_id: ACCOUNT.slice(4),
      owner_type: 'merchant',
      url,
      secret_exists: secret !== undefined,
      active: isOn,
      disabled_at: isOn ? 0 : 1_764_000_000,
      events: types,
    }),
    list: ({ shown }) => ({ entity: 'collection', count: shown.length, items: shown }),
    refusal: (_status, description) => ({ error: { code: 'BAD_REQUEST_ERROR', description } }),
    others: ({ method, url }, path, api) => {
      if (path !== '' || method !== 'GET') return undefined;
      // Ten, unless more are asked for; here never more than five.
      const skip = Number(url.searchParams.get('skip'));
      const items = api.webhooks.slice(skip, skip + 5).map((one) => api.show(one));
      return { body: { entity: 'collection', count: items.length, items } };
    },
  });

testRegistrar({
  registration: razorpayRegistration,
  fake,
  types: ['payment.captured', 'refund.created', 'order.paid'],
  at: ACCOUNT,
  apiKey: KEY,
});

describe("without a partner's key", () => {
  it('is set up by steps that name the URL, the events and the place of the secret', () => {
    const steps = razorpayRegistration.byHand?.({
      url: 'https://acme.example/razorpay-webhook',
      types: ['order.paid', 'refund.created'],
      variable: 'RAZORPAY_WEBHOOK_SECRET',
    });
    const text = steps?.join('\n');
    for (const part of [
      'https://acme.example/razorpay-webhook',
      'order.paid, refund.created',
      'RAZORPAY_WEBHOOK_SECRET_NAME',
    ])
      expect(text).toContain(part);
  });
});
