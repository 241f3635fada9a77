import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isKlaviyoEventOfType, KlaviyoEvent, type KlaviyoEventType } from './event.ts';
import { klaviyo } from './index.ts';
import { klaviyoSamples } from './samples.ts';

integrationConformance(klaviyo, klaviyoSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'a secret key of the webhook';

const event = (type: KlaviyoEventType) => sampleEvent(klaviyo, klaviyoSamples, type, { id: '7', now: NOW });

/** Signed with nothing but node:crypto, at a time in the header that is five hours off. */
async function verify({ time = NOW, webhook = 'w1' }) {
  const body = JSON.stringify({
    data: [{ topic: 'event:klaviyo.sent_sms', external_id: 'e1' }],
    meta: { timestamp: time.toISOString(), klaviyo_webhook_id: 'w1' },
  });
  const stated = 'Mon, 23 Nov 2026 17:00:00 GMT';
  const request: RawWebhook = {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: {
      'klaviyo-webhook-id': webhook,
      'klaviyo-timestamp': stated,
      'klaviyo-signature': createHmac('sha256', SECRET).update(body).update(stated).digest('hex'),
    },
    rawBody: Buffer.from(body),
    receivedAt: NOW,
  };
  return klaviyo.verify(request, [SECRET], NOW, { toleranceSeconds: 300 });
}

it('the time in the body counts, and the one in the header is only signed', async () => {
  expect(await verify({})).toMatchObject({ events: [{ native: { external_id: 'e1' } }] });
  await expect(verify({ time: new Date(NOW.getTime() - 301_000) })).rejects.toThrow(/301 s ago/);
});

it('a request that names another webhook in its header is refused', async () => {
  await expect(verify({ webhook: 'w2' })).rejects.toThrow(/names another webhook/);
});

it('a private API key is not accepted as a secret', () => {
  expect(klaviyo.checkSecret?.('pk_0123456789abcdef')).toContain('private API key');
});

it('an event is described by what is signed', async () => {
  expect(await event('event:klaviyo.unsubscribed_from_list')).toMatchObject({
    id: 'event:klaviyo.unsubscribed_from_list:4vRpBT7',
    eventtype: 'event:klaviyo.unsubscribed_from_list',
    time: '2026-11-23T11:59:57.000Z',
    source: '//klaviyo.com/accounts/XyZ123',
    subject: '01GDDKASAP8TKDDA2GRZDSVP4H',
  });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = [await event('event:klaviyo.sent_sms'), await event('event:klaviyo.opened_email')];
  const events = all.map((envelope) => KlaviyoEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isKlaviyoEventOfType('event:klaviyo.sent_sms'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.topic).toEqualTypeOf<'event:klaviyo.sent_sms'>();
  // @ts-expect-error Klaviyo has no such topic.
  isKlaviyoEventOfType('opened_email');
});
