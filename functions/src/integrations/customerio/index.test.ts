import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { describeAll } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { CustomerioEvent, isCustomerioEventOfType, type CustomerioEventType } from './event.ts';
import { customerio } from './index.ts';
import { customerioSamples } from './samples.ts';

integrationConformance(customerio, customerioSamples, { keepsAnyText: true });

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'a signing key of the workspace';
const WINDOW = { toleranceSeconds: customerio.toleranceSeconds ?? 0 };

const event = (type: CustomerioEventType, edit?: (body: string) => string) =>
  sampleEvent(customerio, customerioSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

/** Signed with nothing but node:crypto. */
function requestWith(body: string, age = 0): RawWebhook {
  const timestamp = String(NOW.getTime() / 1000 - age);
  const signature = createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = { 'x-cio-timestamp': timestamp, 'x-cio-signature': signature };
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(body), receivedAt: NOW };
}

const verify = async (request: RawWebhook) => customerio.verify(request, [SECRET], NOW, WINDOW);

it('a request that was signed without the scheme is accepted', async () => {
  const body = '{"event_id":"e1","object_type":"email","metric":"sent","timestamp":1795435198,"data":{}}';
  expect(await verify(requestWith(body))).toMatchObject({ events: [{ native: { event_id: 'e1' } }] });
});

it('a retry is accepted for a week, even if it is signed at the time of the first attempt', async () => {
  const body = '{"event_id":"e1","object_type":"email","metric":"sent","timestamp":1795435198,"data":{}}';
  await expect(verify(requestWith(body, 7 * 86_400))).resolves.toMatchObject({ secret: 0 });
  await expect(verify(requestWith(body, 8 * 86_400))).rejects.toThrow(/691200 s ago/);
  await expect(verify(requestWith(body, -301))).rejects.toThrow(/301 s ahead/);
});

it.each(['not JSON', 'null', '[]', '7', '"text"'])(
  '%s is kept, because refusing it would hold up the rest',
  async (body) => {
    const request = requestWith(body);
    const [about, ...others] = describeAll(customerio, await verify(request), request);
    expect(others).toEqual([]);
    expect(about).toMatchObject({ about: { type: 'unknown' }, needs: expect.stringContaining('JSON') });
    expect(JSON.parse(Buffer.from(about?.json ?? []).toString())).toEqual({ body });
  },
);

it('what is not authentic is refused, whatever it is', async () => {
  const request = { ...requestWith('not JSON'), rawBody: Buffer.from('not json') };
  await expect(verify(request)).rejects.toMatchObject({ code: 'customerio/bad-signature' });
});

it('an event is described by what is signed', async () => {
  expect(await event('email.bounced')).toMatchObject({
    id: '01KBS4CT6YDC7Y5M7FE1GWbounced7',
    eventtype: 'email.bounced',
    time: '2026-11-23T12:00:00.000Z',
    source: '//customer.io',
    subject: 'RPILAgUBcRhIBqSfeiIw7',
  });
  expect(await event('customer.unsubscribed')).toMatchObject({ subject: 'd9c106000001' });
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['sms.failed', 'push.sent'] as const).map((type) => event(type)));
  const events = all.map((envelope) => CustomerioEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isCustomerioEventOfType('sms.failed'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.metric).toEqualTypeOf<'failed'>();
  // @ts-expect-error Customer.io calls it email.bounced.
  isCustomerioEventOfType('email.bounce');
});
