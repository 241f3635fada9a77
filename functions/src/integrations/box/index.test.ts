import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { BoxEvent, isBoxEventOfType, type BoxFile } from './event.ts';
import { box } from './index.ts';
import { boxSamples } from './samples.ts';

integrationConformance(box, boxSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const BODY = '{"type":"webhook_event","id":"1","trigger":"FILE.UPLOADED","source":{"id":"2"}}';

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(box, boxSamples, type, { id: '7', now: NOW, edit });

/** Signs with nothing but node:crypto; the names of the headers are those of its keys. */
function verify(
  keys: Readonly<Record<string, string>>,
  secrets: readonly string[],
  timestamp = '2026-11-23T12:00:00Z',
) {
  const signatures = Object.entries(keys).map(([name, key]) => [
    `box-signature-${name}`,
    createHmac('sha256', key).update(BODY).update(timestamp).digest('base64'),
  ]);
  const headers = {
    ...Object.fromEntries(signatures),
    'box-delivery-timestamp': timestamp,
    'box-signature-version': '1',
    'box-signature-algorithm': 'HmacSHA256',
  };
  const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(BODY), receivedAt: NOW };
  return Promise.resolve().then(() => box.verify(request, secrets, NOW, { toleranceSeconds: 600 }));
}

it('while a key is rotated, either signature is enough', async () => {
  expect(await verify({ primary: 'new', secondary: 'old' }, ['old'])).toMatchObject({ secret: 0 });
  expect(await verify({ primary: 'new', secondary: 'old' }, ['new'])).toMatchObject({ secret: 0 });
  await expect(verify({ primary: 'new', secondary: 'old' }, ['other'])).rejects.toMatchObject({
    code: 'box/bad-signature',
  });
});

it('one signature is enough if the app has one key', async () => {
  expect(await verify({ secondary: 'old' }, ['old'])).toMatchObject({ secret: 0 });
});

it.each(['2026-11-23T11:49:59Z', '2026-11-23T12:00:01Z', '23 Nov 2026 12:00:00 GMT', 'now'])(
  'the time %s is refused',
  async (time) => {
    await expect(verify({ primary: 'key' }, ['key'], time)).rejects.toMatchObject({ code: 'box/bad-signature' });
  },
);

it('an event is described by what is signed', async () => {
  const envelope = await event('FILE.UPLOADED');
  expect(envelope).toMatchObject({
    id: '8e3f-fileuploaded-7',
    eventtype: 'FILE.UPLOADED',
    time: '2026-11-23T12:00:00.000Z',
    source: '//box.com/webhooks/612',
    subject: '807',
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['FILE.UPLOADED', 'FOLDER.CREATED'].map((type) => event(type)));
  const events = all.map((envelope) => BoxEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isBoxEventOfType('FILE.UPLOADED'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one.source).toEqualTypeOf<BoxFile>();
  // @ts-expect-error Box has no such trigger.
  isBoxEventOfType('FILE.EXPLODED');
});
