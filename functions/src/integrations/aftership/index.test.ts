import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { AftershipEvent, isAftershipEventOfType, type AftershipEventType } from './event.ts';
import { aftership } from './index.ts';
import { aftershipSamples } from './samples.ts';

integrationConformance(aftership, aftershipSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'the webhook secret';
const BODY = '{"event":"tracking_update","event_id":"e1","msg":{"id":"t1","tag":"InTransit"},"ts":1795435190}';

const event = (type: AftershipEventType, edit?: (body: string) => string) =>
  sampleEvent(aftership, aftershipSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

function requestWith(signature: string, header = 'aftership-hmac-sha256'): RawWebhook {
  const rawBody = Buffer.from(BODY);
  return { method: 'POST', url: '/', publicUrls: [], headers: { [header]: signature }, rawBody, receivedAt: NOW };
}

const verify = async (request: RawWebhook) => aftership.verify(request, [SECRET], NOW, { toleranceSeconds: 0 });

it('a request that was signed without the scheme is accepted', async () => {
  const signature = createHmac('sha256', SECRET).update(BODY).digest('base64');
  expect(await verify(requestWith(signature))).toMatchObject({ events: [{ native: { event_id: 'e1' } }] });
});

it('a signature in hex is refused', async () => {
  const signature = createHmac('sha256', SECRET).update(BODY).digest('hex');
  await expect(verify(requestWith(signature))).rejects.toMatchObject({ code: 'aftership/bad-signature' });
});

it.each(['as-signature-hmac-sha256', 'am-webhook-signature'])(
  'a request of another product, which signs in %s, is refused',
  async (header) => {
    const signature = createHmac('sha256', SECRET).update(BODY).digest('base64');
    await expect(verify(requestWith(signature, header))).rejects.toThrow(/aftership-hmac-sha256/);
  },
);

it('an event is described by what is signed', async () => {
  expect(await event('tracking_update')).toMatchObject({
    id: '3b1f6f60-58c4-4f0b-8a7c-7',
    eventtype: 'tracking_update',
    time: '2026-11-23T12:00:00.000Z',
    source: '//aftership.com',
    subject: 'kx7q0vtr8w2l7',
  });
});

it('an event of an older version, which has no id, has a digest of the body for one', async () => {
  const edit = (body: string) => body.replace('"event_id"', '"other_id"');
  const [first, second] = [await event('edd_revise', edit), await event('edd_revise', edit)];
  expect(first.id).toMatch(/^[\w-]{20,}$/);
  expect(second.id).toBe(first.id);
  expect(first).not.toHaveProperty('unknown');
});

it('an event without a parcel is kept, marked', async () => {
  const edit = (body: string) => body.replace('"msg"', '"message"');
  expect(await event('tracking_update', edit)).toMatchObject({ eventtype: 'unknown' });
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all((['tracking_update', 'edd_revise'] as const).map((type) => event(type)));
  const events = all.map((envelope) => AftershipEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isAftershipEventOfType('edd_revise'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.event).toEqualTypeOf<'edd_revise'>();
});

it('a type that does not exist does not compile', () => {
  // @ts-expect-error AfterShip has no such event.
  isAftershipEventOfType('tracking_deleted');
});

it('data that is not an event of AfterShip is refused', async () => {
  const envelope = await event('tracking_update');
  expect(() => AftershipEvent.revive({ ...envelope, data: { event: 'tracking_update' } })).toThrow(
    expect.objectContaining({ code: 'aftership/bad-event' }),
  );
});
