import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { DropboxSignEvent, isDropboxSignEventOfType, type DropboxSignEventType } from './event.ts';
import { dropboxSign } from './index.ts';
import { dropboxSignSamples } from './samples.ts';

integrationConformance(dropboxSign, dropboxSignSamples, { refusesUnknown: 'Dropbox Sign sends nothing but forms' });

const NOW = new Date('2026-11-23T12:00:00Z');
const API_KEY = '8f2c7a1be0d94c55a3b1e6d7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b';
const TIME = '1795435198';

const event = (type: DropboxSignEventType) => sampleEvent(dropboxSign, dropboxSignSamples, type, { id: '7', now: NOW });

/** Signs with nothing but node:crypto. */
function requestWith(fields: object, { time = TIME, type = 'signature_request_sent', form = '' } = {}): RawWebhook {
  const hash = createHmac('sha256', API_KEY).update(`${TIME}signature_request_sent`).digest('hex');
  const json = JSON.stringify({ event: { event_type: type, event_time: time, event_hash: hash }, ...fields });
  const body = form || `--b\r\ncontent-disposition: form-data; name="json"\r\n\r\n${json}\r\n--b--\r\n`;
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(body), receivedAt: NOW };
}

const verify = async (request: RawWebhook) => dropboxSign.verify(request, [API_KEY], NOW, { toleranceSeconds: 0 });

it('a request that was signed without the scheme is accepted', async () => {
  const { events } = await verify(requestWith({ signature_request: { signature_request_id: 'r1' } }));
  expect(events).toMatchObject([{ native: { signature_request: { signature_request_id: 'r1' } } }]);
});

it.each([
  ['a digit of the time in the type', { time: '179543519', type: '8signature_request_sent' }],
  ['another type', { type: 'signature_request_signed' }],
  ['another time', { time: '1795435199' }],
])('an event with %s is refused', async (_what, options) => {
  await expect(verify(requestWith({}, options))).rejects.toMatchObject({ code: 'dropboxSign/bad-signature' });
});

it.each([
  ['a form of another kind', 'json=%7B%7D', 'bad-webhook-request'],
  ['the field twice', '--b\r\nx; name="json"\r\n\r\n{}\r\n--b\r\nx; name="json"\r\n\r\n{}\r\n--b--', 'bad-signature'],
  ['another field', '--b\r\nx; name="file"\r\n\r\n{}\r\n--b--', 'bad-signature'],
])('a body with %s is refused', async (_what, form, code) => {
  await expect(verify(requestWith({}, { form }))).rejects.toMatchObject({ code: `dropboxSign/${code}` });
});

it('a body that is too large to be parsed before it is verified is refused, whatever limit is configured', async () => {
  await expect(verify(requestWith({ note: 'x'.repeat(1_048_576) }))).rejects.toThrow(/it may have 1048576 bytes/);
});

it('whatever an event holds beside its type and time is marked as unsigned', async () => {
  expect(await event('signature_request_signed')).toMatchObject({
    id: 'signature_request_signed:1795435200:fa5c8a0b0f492d768749333ad6fcc2147:78caf2a1d01cd39cea2bc1cb7',
    eventtype: 'signature_request_signed',
    time: '2026-11-23T12:00:00.000Z',
    source: '//sign.dropbox.com',
    subject: 'fa5c8a0b0f492d768749333ad6fcc2147',
    unsigned: 'id,type,time,subject',
  });
});

it('the answer is the text that Dropbox Sign expects', () => {
  expect(dropboxSign.ack?.([])).toMatchObject({ status: 200, body: 'Hello API Event Received' });
});

it('a secret that is not an API key is refused', () => {
  expect(dropboxSign.checkSecret?.('whsec_abc')).toContain('64 hex digits');
});

it('the operator lets through the given types and narrows the event to them', async () => {
  const all = [await event('signature_request_sent'), await event('callback_test')];
  const events = all.map((envelope) => DropboxSignEvent.revive(envelope));
  const passed = await firstValueFrom(
    of(...events).pipe(isDropboxSignEventOfType('signature_request_sent'), toArray()),
  );
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) {
    expectTypeOf(one.signature_request.signature_request_id).toEqualTypeOf<string>();
  }
  // @ts-expect-error Dropbox Sign has no such event.
  isDropboxSignEventOfType('signature_request_completed');
});
