import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { DocusignEvent, isDocusignEventOfType, type DocusignEventType } from './event.ts';
import { docusign } from './index.ts';
import { docusignSamples } from './samples.ts';

integrationConformance(docusign, docusignSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const BODY = '{"event":"envelope-sent","data":{"envelopeId":"e1"},"generatedDateTime":"2026-11-23T11:59:58.1234567Z"}';

const event = (type: DocusignEventType, edit?: (body: string) => string) =>
  sampleEvent(docusign, docusignSamples, type, { id: '7', now: NOW, ...(edit && { edit }) });

const macOf = (key: string) => createHmac('sha256', key).update(BODY).digest('base64');

function requestWith(headers: Readonly<Record<string, string>>): RawWebhook {
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(BODY), receivedAt: NOW };
}

const verify = async (headers: Readonly<Record<string, string>>, keys = ['key one']) =>
  docusign.verify(requestWith(headers), keys, NOW, { toleranceSeconds: 0 });

it.each([1, 7, 100])('a signature with the key of number %i is accepted', async (number) => {
  const headers = {
    'x-docusign-signature-1': macOf('another key'),
    [`x-docusign-signature-${number}`]: macOf('key one'),
  };
  expect(await verify(headers)).toMatchObject({ secret: 0 });
});

it.each([
  ['another key', { 'x-docusign-signature-1': macOf('another key') }],
  ['no number', { 'x-docusign-signature': macOf('key one') }],
  ['a number that does not exist', { 'x-docusign-signature-101': macOf('key one') }],
])('a signature with %s is refused', async (_what, headers) => {
  await expect(verify(headers)).rejects.toThrow();
});

it('an envelope is described by what is signed', async () => {
  expect(await event('envelope-completed')).toMatchObject({
    id: 'envelope-completed:2b6a3c5e-91d4-4f7a-8e02-7:2026-11-23T12:00:00.0000000Z',
    eventtype: 'envelope-completed',
    time: '2026-11-23T12:00:00.000Z',
    source: '//docusign.com/accounts/7f09961a-a22e-4ebc-bdcf-1f1b9a3f0a51',
    subject: '2b6a3c5e-91d4-4f7a-8e02-7',
  });
});

it('a retry has the same id, and each recipient of an envelope has another', async () => {
  const retry = await event('recipient-completed', (body) => body.replace('"retryCount":0', '"retryCount":3'));
  expect(retry.id).toBe((await event('recipient-completed')).id);
  const other = await event('recipient-completed', (body) => body.replace('"recipientId":"1"', '"recipientId":"2"'));
  expect(other.id).not.toBe(retry.id);
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = await Promise.all((['recipient-completed', 'envelope-sent'] as const).map((type) => event(type)));
  const events = all.map((envelope) => DocusignEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isDocusignEventOfType('recipient-completed'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.data.recipientId).toEqualTypeOf<string>();
  // @ts-expect-error DocuSign has no such event.
  isDocusignEventOfType('envelope-signed');
});
