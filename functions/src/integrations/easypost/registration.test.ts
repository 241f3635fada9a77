import { isJsonObject } from '../../core/event/json.ts';
import { textAt } from '../../core/recover/answers.ts';
import { FakeRestApi } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { easypostRegistration } from './registration.ts';

const KEY = 'EZTK0123456789abcdef0123456789';

/** EasyPost's webhooks: a new one is wrapped and a change is not, a change turns it on, and nothing tells the secret. */
const fake = () =>
  new FakeRestApi({
    url: 'https://api.easypost.com/v2/webhooks',
    authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}`,
    changesBy: 'PATCH',
    idOf: (number) => `hook_${number}`,
    read: (body, before) => {
      if (before !== undefined && ('webhook' in body || 'url' in body)) return 'Unknown parameter.';
      const url = before?.settings.url ?? textAt(body, '/webhook/url') ?? '';
      return url.startsWith('https://') ? { url, types: [], isOn: true, name: '' } : 'url is required';
    },
    readSecret: (body) => textAt(isJsonObject(body['webhook']) ? body['webhook'] : body, '/webhook_secret'),
    show: ({ id, settings: { url, isOn } }) => ({
      id,
      object: 'Webhook',
      mode: 'test',
      url,
      custom_headers: [],
      disabled_at: isOn ? null : '2026-11-20T08:00:00Z',
    }),
    list: ({ shown }) => ({ webhooks: shown }),
    refusal: (status, message) => ({ error: { code: `CODE.${status}`, message, errors: [] } }),
  });

testRegistrar({
  registration: easypostRegistration,
  fake,
  types: ['tracker.updated', 'batch.created', 'refund.successful'],
  apiKey: KEY,
});
