import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { describeAll } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isShipstationEventOfType, ShipstationEvent, type ShipstationTracking } from './event.ts';
import { shipstation } from './index.ts';
import { shipstationSamples } from './samples.ts';

integrationConformance(shipstation, shipstationSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const { configured, signing } = shipstationSamples.makeSecret();

function requestWith(body: object, now = NOW): RawWebhook {
  const bytes = Buffer.from(JSON.stringify(body));
  const url = 'https://webhooks.example.com/shipstation-webhook';
  return rawWebhookOf(shipstationSamples.request({ body: bytes, type: '', id: '1', signing, now, url }), now);
}

const verified = (request: RawWebhook, now = NOW) =>
  shipstation.verify(request, [configured], now, { toleranceSeconds: 300 });

async function describedAs(body: object, now = NOW) {
  const request = requestWith(body, now);
  const [about] = (await verified(request, now)).events.map(({ native }) => shipstation.describe(native, request));
  return about;
}

const TRACKED = {
  resource_type: 'TRACK_EVENT_V2',
  resource_url: 'https://api.shipstation.com/v2/labels/se-1/track',
  data: {
    tracking_number: '94',
    status_code: 'DE',
    events: [{ occurred_at: '2026-11-20T08:00:00Z' }, { occurred_at: '2026-11-22T08:00:00Z' }, { occurred_at: null }],
  },
};
const THIN = { resource_type: 'BATCH_PROCESSED_V2', resource_url: 'https://api.shipstation.com/v2/batches/se-1' };
const LATER = new Date(NOW.getTime() + 1_800_000);

describe('a tracking event', () => {
  it('has the tracking number as subject and the last scan as time', async () => {
    expect(await describedAs(TRACKED)).toEqual({
      id: expect.stringMatching(/^[\w-]{43}$/),
      type: 'TRACK_EVENT_V2',
      time: new Date('2026-11-22T08:00:00Z'),
      source: '//shipstation.com',
      subject: '94',
    });
  });

  it('is the same event if it is repeated later, and another one if its content differs', async () => {
    const first = await describedAs(TRACKED);
    expect((await describedAs(TRACKED, LATER))?.id).toBe(first?.id);
    const changed = { ...TRACKED, data: { ...TRACKED.data, status_code: 'EX' } };
    expect((await describedAs(changed))?.id).not.toBe(first?.id);
  });

  it.each([undefined, {}, { tracking_number: '' }])(
    'is kept and marked if it has no tracking number: %j',
    async (data) => {
      const request = requestWith({ ...TRACKED, data });
      const about = { type: 'unknown', time: NOW, unknown: ['id', 'type', 'time'] };
      expect(describeAll(shipstation, await verified(request), request)).toMatchObject([{ about }]);
    },
  );
});

it('an event with only a URL is a new event each time it is sent', async () => {
  const first = await describedAs(THIN);
  expect(first).toMatchObject({ time: NOW, subject: THIN.resource_url });
  expect((await describedAs(THIN, LATER))?.id).not.toBe(first?.id);
});

it('keys are looked up by the id in the request’s header', () => {
  expect(shipstation.keySource?.keyId(requestWith(THIN))).toBe('sample-key');
  expect(shipstation.keySource?.keyId({ ...requestWith(THIN), headers: {} })).toBeUndefined();
});

describe('a configured key', () => {
  const pem = { type: 'spki', format: 'pem' } as const;

  it('may have escaped line breaks, as in environment files', async () => {
    const spki = { key: Buffer.from(configured, 'base64'), format: 'der', type: 'spki' } as const;
    const oneLine = createPublicKey(spki)
      .export(pem)
      .toString()
      .replaceAll('\n', String.raw`\n`);
    expect(shipstation.checkSecret?.(oneLine)).toBeUndefined();
    const request = requestWith(THIN);
    expect(await shipstation.verify(request, [oneLine], NOW, { toleranceSeconds: 300 })).toMatchObject({ secret: 0 });
  });

  it.each([
    ['text', 'not a key'],
    ['of another kind', generateKeyPairSync('ed25519').publicKey.export(pem).toString()],
    ['too short', generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export(pem).toString()],
  ])('that is %s is reported before it is used', (_what, key) => {
    expect(shipstation.checkSecret?.(key)).toContain('SHIPSTATION_KEYS_URL');
  });
});

const tracked = ShipstationEvent.revive(await sampleEvent(shipstation, shipstationSamples, 'TRACK_EVENT_V2'));
const processed = ShipstationEvent.revive(await sampleEvent(shipstation, shipstationSamples, 'BATCH_PROCESSED_V2'));

it('the operator lets through the given types and narrows the data to them', async () => {
  const wanted = isShipstationEventOfType('TRACK_EVENT_V2', 'API_TRACK');
  const passed = await firstValueFrom(of(tracked, processed).pipe(wanted, toArray()));
  expect(passed).toEqual([tracked]);
  for (const { event } of passed) expectTypeOf(event.data).toEqualTypeOf<ShipstationTracking>();
});

it('a type that does not exist does not compile', () => {
  // @ts-expect-error ShipStation has no such event.
  isShipstationEventOfType('TRACK_EXPLODED');
  expectTypeOf(isShipstationEventOfType).toBeCallableWith('API_BATCH', 'BATCH_PROCESSED_V2');
});

it('data that is not a ShipStation event is refused', () => {
  expect(() => ShipstationEvent.revive({ ...tracked.envelope, data: { resource_type: 'API_TRACK' } })).toThrow(
    /is not an event of shipstation/,
  );
});
