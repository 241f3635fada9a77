import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { Webhook } from 'standardwebhooks';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { standardWebhooksVerdict } from '../../testing/standard-webhooks-verdict.ts';
import { isOpenaiEventOfType, OpenaiEvent } from './event.ts';
import { openai } from './index.ts';
import { openaiSamples } from './samples.ts';

/** OpenAI's own SDK takes 35 MB; it follows the same specification as this library. */
integrationConformance(openai, openaiSamples, { official: standardWebhooksVerdict(Webhook) });

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(openai, openaiSamples, type, { id: '7', now: NOW, edit });

it('a request whose id was left out of what is signed is refused, although the SDK accepts it', async () => {
  const [key, body] = [Buffer.alloc(32, 7), '{"id":"evt_1","type":"batch.failed","created_at":1,"data":{"id":"b"}}'];
  const timestamp = String(NOW.getTime() / 1000);
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('base64');
  const headers = { 'webhook-id': '', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
  const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(body), receivedAt: NOW };
  const secrets = [`whsec_${key.toString('base64')}`];
  const verified = Promise.resolve().then(() => openai.verify(request, secrets, NOW, { toleranceSeconds: 300 }));
  await expect(verified).rejects.toMatchObject({ code: 'openai/bad-webhook-request' });
});

it.each([
  ['response.completed', 'resp_cups7'],
  ['realtime.call.incoming', 'rtc_cups7'],
])('a %s is described by what is signed', async (type, subject) => {
  const envelope = await event(type);
  expect(envelope).toMatchObject({
    id: `evt_${type.replaceAll('.', '')}7`,
    eventtype: type,
    time: '2026-11-23T12:00:00.000Z',
    source: '//openai.com',
    subject,
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['response.completed', 'realtime.call.incoming'].map((type) => event(type)));
  const events = all.map((envelope) => OpenaiEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isOpenaiEventOfType('realtime.call.incoming'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.data.call_id).toEqualTypeOf<string>();
  // @ts-expect-error OpenAI has no such event.
  isOpenaiEventOfType('response.exploded');
});
