import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';
import { publicUrlsOf, webhookName } from './public-urls.ts';

describe('the URLs that requests may be signed for', () => {
  const place = { region: 'europe-west1', project: 'my-project' };
  const secret = { TWILIO_WEBHOOK_SECRET: 'a' };
  const urls = (
    webhook: object,
    environment = {},
    signsUrl = true,
    where: Parameters<typeof publicUrlsOf>[3] = place,
  ) =>
    publicUrlsOf(
      { provider: 'twilio', signsUrl },
      readSettings('twilio', { webhook }, { ...secret, ...environment }),
      'twilio-webhook',
      where,
    );

  it('are those that are configured, whoever may call the function', () => {
    const configured = { TWILIO_WEBHOOK_URL: 'https://a.example/hook, https://b.example/' };
    for (const webhook of [{}, { invoker: 'private' }, { ingressSettings: 'ALLOW_INTERNAL_ONLY' }]) {
      expect(urls(webhook, configured)).toEqual(['https://a.example/hook', 'https://b.example/']);
    }
  });

  it.each([[{}], [{ invoker: 'public' }], [{ invoker: 'unchecked' }], [{ ingressSettings: 'ALLOW_ALL' }]])(
    'are the function’s own address, where anyone reaches it: %j',
    (webhook) => {
      expect(urls(webhook)).toEqual(['https://europe-west1-my-project.cloudfunctions.net/twilio-webhook']);
    },
  );

  it.each([
    [{ invoker: 'private' }],
    [{ invoker: ['gateway@'] }],
    [{ ingressSettings: 'ALLOW_INTERNAL_AND_GCLB' }],
    [{ ingressSettings: 'ALLOW_INTERNAL_ONLY' }],
  ])('have to be configured behind a gateway or a load balancer: %j', (webhook) => {
    expect(() => urls(webhook)).toThrow(
      expect.objectContaining({
        code: 'twilio/bad-config',
        message: expect.stringContaining('set TWILIO_WEBHOOK_URL'),
      }),
    );
    expect(urls(webhook, {}, false)).toEqual([]);
  });

  it('are none where the project is not known', () => {
    expect(urls({}, {}, true, { region: 'europe-west1', project: undefined })).toEqual([]);
  });
});

it.each([
  ['twilio', undefined, 'twilio-webhook'],
  ['twilio', 'twilio-webhook', 'twilio-webhook'],
  ['standardWebhooks', 'standardwebhooks-webhook', 'standardWebhooks-webhook'],
  ['twilio', 'kit-shop-twilio-webhook', 'kit-shop-twilio-webhook'],
  ['twilio', 'something-else', 'something-else'],
])('the HTTPS function of %s is named by Cloud Run’s service %s: %s', (provider, service, name) => {
  expect(webhookName(provider, service)).toBe(name);
});
