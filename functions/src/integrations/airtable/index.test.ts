import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { AirtableEvent, isAirtableEventOfType } from './event.ts';
import { airtable } from './index.ts';
import { airtableSamples } from './samples.ts';

integrationConformance(airtable, airtableSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const KEY = Buffer.alloc(32, 7);
const BODY = '{"base":{"id":"app1"},"webhook":{"id":"ach1"},"timestamp":"2026-11-23T11:59:59.000Z"}';

const event = (edit = (body: string) => body) =>
  sampleEvent(airtable, airtableSamples, 'changed', { id: '7', now: NOW, edit });

function verify(key: string | Buffer, secrets: readonly string[]) {
  const headers = { 'x-airtable-content-mac': `hmac-sha256=${createHmac('sha256', key).update(BODY).digest('hex')}` };
  const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(BODY), receivedAt: NOW };
  return Promise.resolve().then(() => airtable.verify(request, secrets, NOW, { toleranceSeconds: 0 }));
}

it('the key is what the secret encodes, not its text', async () => {
  const secret = KEY.toString('base64');
  expect(await verify(KEY, ['AAAA', secret])).toMatchObject({ secret: 1 });
  await expect(verify(secret, [secret])).rejects.toMatchObject({ code: 'airtable/bad-signature' });
});

it('a notification is described by what is signed', async () => {
  const envelope = await event();
  expect(envelope).toMatchObject({
    id: expect.stringMatching(/^[\w-]{20,}$/),
    eventtype: 'changed',
    time: '2026-11-23T12:00:00.000Z',
    source: '//airtable.com/webhooks/achCups7',
    subject: 'appCups7',
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it('something else is kept, marked', async () => {
  expect(await event(() => '{"webhook":"ach1"}')).toMatchObject({ eventtype: 'unknown' });
});

it('the answer is empty', () => {
  expect(airtable.ack?.([])).toEqual({ status: 200 });
});

it('the operator narrows the event', async () => {
  const events = [AirtableEvent.revive(await event())];
  const passed = await firstValueFrom(of(...events).pipe(isAirtableEventOfType('changed'), toArray()));
  expect(passed).toEqual(events);
  for (const { event: one } of passed) expectTypeOf(one.base.id).toEqualTypeOf<string>();
  // @ts-expect-error Airtable has no such event.
  isAirtableEventOfType('record.created');
});
