import { createHmac } from 'node:crypto';
import type { IBatch, ITracker } from '@easypost/api';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { easypostClient } from './client.ts';
import { EasypostEvent, isEasypostEventOfType } from './event.ts';
import { easypost } from './index.ts';
import { easypostSamples } from './samples.ts';
import { withApiKey } from '../../testing/service-sources.ts';

const client = await easypostClient.get(withApiKey('EZTKnone'));

integrationConformance(easypost, easypostSamples, {
  official: ({ rawBody, headers }, secret) => {
    try {
      client.Utils.validateWebhook(Buffer.from(rawBody), headers, secret);
      return true;
    } catch {
      return false;
    }
  },
});

const SECRET = 's\u00e9cret';
const LIMITS = { toleranceSeconds: 0 };

function requestWith(body: string, signed = body, secret = SECRET): RawWebhook {
  const signature = createHmac('sha256', secret.normalize('NFKD')).update(signed).digest('hex');
  return {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: { 'x-hmac-signature': `hmac-sha256-hex=${signature}` },
    rawBody: Buffer.from(body),
    receivedAt: new Date('2026-11-23T12:00:00Z'),
  };
}

it('an integer weight that was signed as a decimal is verified, and published as it was sent', async () => {
  const body = '{"id":"evt_1","description":"tracker.updated","result":{"weight": 10,"n":1}}';
  const { events } = await easypost.verify(requestWith(body, body.replace('10', '10.0')), [SECRET], new Date(), LIMITS);
  expect(Buffer.from(events[0]?.json ?? []).toString()).toBe(body);
});

it('only weights are rewritten, so any other changed number is refused', () => {
  const body = '{"id":"evt_1","description":"tracker.updated","result":{"height": 10}}';
  const request = requestWith(body, body.replace('10', '10.0'));
  expect(() => easypost.verify(request, [SECRET], new Date(), LIMITS)).toThrow(/signature/);
});

it.each(['s\u00e9cret', 'se\u0301cret'])(
  'the secret is the same whether its accents are composed or decomposed: %j',
  async (spelling) => {
    const request = requestWith('{"id":"evt_1","description":"batch.created","result":{}}');
    expect(await easypost.verify(request, [spelling], new Date(), LIMITS)).toMatchObject({ secret: 0 });
  },
);

it('an event without a time has the time of arrival, marked as unsigned', async () => {
  const request = requestWith('{"id":"evt_1","description":"batch.created","result":{"id":"batch_1"}}');
  const { events } = await easypost.verify(request, [SECRET], new Date(), LIMITS);
  expect(events.map(({ native }) => easypost.describe(native, request))).toEqual([
    {
      id: 'evt_1',
      type: 'batch.created',
      time: request.receivedAt,
      source: '//easypost.com',
      subject: 'batch_1',
      unsigned: ['time'],
    },
  ]);
});

function envelopeOf(description: string): PlatformEvent {
  return {
    specversion: '1.0',
    id: 'evt_1',
    source: '//easypost.com',
    type: `com.easypost.${description}`,
    time: '2026-11-23T12:00:00.000Z',
    datacontenttype: 'application/json',
    provider: 'easypost',
    eventtype: description,
    receivedtime: '2026-11-23T12:00:00.000Z',
    data: { id: 'evt_1', description, result: { id: 'trk_1' } },
  };
}

it('the operator lets through the given types and narrows the object to them', async () => {
  const events = [
    EasypostEvent.revive(envelopeOf('tracker.updated')),
    EasypostEvent.revive(envelopeOf('batch.updated')),
  ];
  const passed = await firstValueFrom(of(...events).pipe(isEasypostEventOfType('tracker.updated'), toArray()));
  expect(passed.map(({ event }) => event.description)).toEqual(['tracker.updated']);
  for (const { event } of passed) expectTypeOf(event.result).toEqualTypeOf<ITracker>();
});

it('several types narrow to their union, and a type that does not exist does not compile', async () => {
  const event = EasypostEvent.revive(envelopeOf('batch.created'));
  const passed = await firstValueFrom(of(event).pipe(isEasypostEventOfType('tracker.created', 'batch.created')));
  expectTypeOf(passed.event.result).toEqualTypeOf<ITracker | IBatch>();
  // @ts-expect-error EasyPost has no such event.
  isEasypostEventOfType('tracker.exploded');
});

it('data that is not an EasyPost event is refused', () => {
  expect(() => EasypostEvent.revive({ ...envelopeOf('tracker.updated'), data: {} })).toThrow(
    /is not an event of easypost/,
  );
});
