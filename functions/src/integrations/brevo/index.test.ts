import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { BrevoEvent, isBrevoEventOfType, type BrevoEventType } from './event.ts';
import { brevo } from './index.ts';
import { brevoSamples } from './samples.ts';

integrationConformance(brevo, brevoSamples, {
  // Samples are single events, as Brevo sends them unless batches are on.
  batch: { type: 'delivered', open: (body) => [body], close: (events) => events },
});

const NOW = new Date('2026-11-23T12:00:00Z');
const LIMITS = { toleranceSeconds: 0 };

const event = (type: BrevoEventType, edit?: (body: string) => string) =>
  sampleEvent(brevo, brevoSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

function requestWith(authorization: string, body = '{"event":"opened","email":"ada@example.com"}'): RawWebhook {
  const rawBody = Buffer.from(body);
  return { method: 'POST', url: '/', publicUrls: [], headers: { authorization }, rawBody, receivedAt: NOW };
}

it.each([
  ['Bearer a-long-token', 'a-long-token'],
  [`Basic ${Buffer.from('brevo:password').toString('base64')}`, 'brevo:password'],
])('%s proves a request', async (authorization, secret) => {
  expect(await brevo.verify(requestWith(authorization), ['other', secret], NOW, LIMITS)).toMatchObject({ secret: 1 });
});

it.each(['a-long-token', 'bearer a-long-token', 'Basic YS1sb25nLXRva2Vu=', 'Bearer a-long-token2'])(
  'the credential %s is refused',
  (authorization) => {
    expect(() => brevo.verify(requestWith(authorization), ['a-long-token'], NOW, LIMITS)).toThrow(
      expect.objectContaining({ code: 'brevo/bad-signature' }),
    );
  },
);

it.each(['xkeysib-0123456789abcdef', 'xsmtpsib-0123456789abcdef'])('%s is refused as a credential', (secret) => {
  expect(brevo.checkSecret?.(secret)).toContain('choose a token');
});

it('an event is described by what it holds, and none of it is signed', async () => {
  const described = await event('click');
  expect(described).toMatchObject({
    id: expect.stringMatching(/^[\w-]{43}$/),
    eventtype: 'click',
    time: '2026-11-23T12:00:00.000Z',
    source: '//brevo.com',
    subject: '<202611231200.7@smtp-relay.shop.example>',
    unsigned: 'id,type,time,subject',
  });
  expect((await event('click')).id).toBe(described.id);
});

it('a batch has one event for each of its elements', async () => {
  const batch = '[{"event":"opened","ts_event":1795435199},{"event":"click","ts_event":1795435199}]';
  const request = requestWith('Bearer a-long-token', batch);
  const { events } = await brevo.verify(request, ['a-long-token'], NOW, LIMITS);
  const all = events.map(({ native }) => brevo.describe(native, request));
  expect(all.map(({ type }) => type)).toEqual(['opened', 'click']);
  expect(new Set(all.map(({ id }) => id)).size).toBe(2);
});

it('an event without a Unix time happened when it arrived', async () => {
  const edit = (body: string) => body.replaceAll(/"ts\w*"/g, '"other"');
  expect(await event('contact_updated', edit)).toMatchObject({ time: '2026-11-23T12:00:00.000Z' });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['hard_bounce', 'spam'] as const).map((type) => event(type)));
  const events = all.map((envelope) => BrevoEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isBrevoEventOfType('hard_bounce'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.reason).toEqualTypeOf<string | undefined>();
  // @ts-expect-error Brevo calls it hard_bounce.
  isBrevoEventOfType('hardBounce');
});
