import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isSupabaseEventOfType, SupabaseEvent } from './event.ts';
import { supabase } from './index.ts';
import { supabaseSamples } from './samples.ts';

integrationConformance(supabase, supabaseSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const KEY = Buffer.from('a key of an auth hook');
const HOOK_SECRET = `v1,whsec_${KEY.toString('base64')}`;
const BODY = '{"user":{"id":"u1"},"sms":{"otp":"123456"}}';

const event = (type: string, now = NOW) => sampleEvent(supabase, supabaseSamples, type, { id: '7', now });

function requestWith(headers: Readonly<Record<string, string>>): RawWebhook {
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(BODY), receivedAt: NOW };
}

const verify = async (headers: Readonly<Record<string, string>>) =>
  supabase.verify(requestWith(headers), ['a credential', HOOK_SECRET], NOW, { toleranceSeconds: 300 });

function hookHeaders(time = NOW.getTime() / 1000): Readonly<Record<string, string>> {
  const signature = createHmac('sha256', KEY).update(`msg_1.${time}.${BODY}`).digest('base64');
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': String(time), 'webhook-signature': `v1,${signature}` };
}

it('a hook is proved by its signature, and a database webhook by its credential', async () => {
  expect(await verify(hookHeaders())).toMatchObject({ secret: 1 });
  expect(await verify({ authorization: 'Bearer a credential' })).toMatchObject({ secret: 0 });
});

it('a hook that is old, and another credential, are refused', async () => {
  for (const headers of [hookHeaders(NOW.getTime() / 1000 - 301), { authorization: 'Bearer another' }]) {
    await expect(verify(headers)).rejects.toMatchObject({ code: 'supabase/bad-signature' });
  }
});

it.each(['eyJhbGciOiJIUzI1NiJ9.e30.x', 'sb_secret_0123456789'])('the API key %s is not accepted as a secret', (key) => {
  expect(supabase.checkSecret?.(key)).toContain('is an API key');
});

it.each([
  ['public.orders.UPDATE', 'order-7'],
  ['public.orders.DELETE', 'order-7'],
  ['send_email', '8484b834-f29e-4af2-bf42-7'],
  ['before_user_created', '8484b834-f29e-4af2-bf42-7'],
])('%s is about %s', async (type, subject) => {
  expect(await event(type)).toMatchObject({ eventtype: type, subject, time: '2026-11-23T12:00:00.000Z' });
});

it('a change has a digest of the body as its id', async () => {
  const [first, again, other] = [
    await event('public.orders.UPDATE'),
    await event('public.orders.UPDATE'),
    await event('public.orders.INSERT'),
  ];
  expect(again.id).toBe(first.id);
  expect(other.id).not.toBe(first.id);
});

it('the answer lets a user go on', () => {
  expect(supabase.ack?.([])).toEqual({ status: 200, body: {} });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all(['public.orders.INSERT', 'send_email'].map((type) => event(type)));
  const events = all.map((envelope) => SupabaseEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isSupabaseEventOfType('public.orders.INSERT'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.type).toEqualTypeOf<'INSERT'>();
  // @ts-expect-error Supabase has no such event.
  isSupabaseEventOfType('orders');
});
