import { lastValueFrom, map, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { describeAll } from '../../core/integration/recognition.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { HubspotEvent, isHubspotEventOfType, type HubspotEventOfType } from './event.ts';
import { hubspot } from './index.ts';
import { hubspotSamples } from './samples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

integrationConformance(hubspot, hubspotSamples);

const secret = hubspotSamples.makeSecret();
const URL_AT_HUBSPOT = 'https://hook.example.com/hubspot';

function signed(body: string, url = URL_AT_HUBSPOT): RawWebhook {
  const delivery = { type: 'contact.creation', id: '1', signing: secret.signing, now: NOW, url };
  return rawWebhookOf(hubspotSamples.request({ ...delivery, body: Buffer.from(body) }));
}

function sample(type: string, fields: object = {}) {
  return { ...JSON.parse(hubspotSamples.sample(type, { id: '1', now: NOW }))[0], ...fields };
}

async function described(request: RawWebhook) {
  const verified = await hubspot.verify(request, [secret.configured], NOW, { toleranceSeconds: 300 });
  return describeAll(hubspot, verified, request).map(({ about }) => about);
}

const refusal = (name: string) => expect.objectContaining({ code: `hubspot/${name}` });

describe('what is signed', () => {
  const body = JSON.stringify([sample('contact.creation')]);

  it('a request with only a signature of an older version is refused', async () => {
    const request = signed(body);
    const headers = { ...request.headers, 'x-hubspot-signature-v3': undefined };
    await expect(async () => described({ ...request, headers })).rejects.toThrow(refusal('bad-webhook-request'));
  });

  it('any of the registered URLs is accepted, and no other', async () => {
    const request = signed(body);
    await expect(
      described({ ...request, publicUrls: ['https://other.example/', URL_AT_HUBSPOT] }),
    ).resolves.toHaveLength(1);
    await expect(async () => described({ ...request, publicUrls: [`${URL_AT_HUBSPOT}/`] })).rejects.toThrow(
      refusal('bad-signature'),
    );
  });

  it('without a registered URL the error says which variable to set', async () => {
    await expect(async () => described({ ...signed(body), publicUrls: [] })).rejects.toThrow(
      expect.objectContaining({ code: 'hubspot/bad-config', message: expect.stringContaining('HUBSPOT_WEBHOOK_URL') }),
    );
  });
});

describe('the description of an event', () => {
  it('makes each element of a batch an event of its portal', async () => {
    const batch = [sample('contact.creation'), sample('deal.propertyChange', { portalId: 7 })];
    const abouts = await described(signed(JSON.stringify(batch)));
    expect(abouts.map(({ type, source }) => [type, source])).toEqual([
      ['contact.creation', '//hubspot.com/portals/62515'],
      ['deal.propertyChange', '//hubspot.com/portals/7'],
    ]);
  });

  it('has the same id on a retry, and another id if only the eventId is the same', async () => {
    const [first, again, other] = await described(
      signed(
        JSON.stringify([
          sample('contact.creation'),
          sample('contact.creation', { attemptNumber: 3 }),
          sample('contact.creation', { subscriptionId: 1 }),
        ]),
      ),
    );
    expect(again?.id).toBe(first?.id);
    expect(other?.id).not.toBe(first?.id);
  });

  it.each([
    ['the object', 'contact.creation', '27001'],
    ['the object that a merge created', 'contact.merge', '27003'],
    ['the start of an association', 'deal.associationChange', '98001'],
  ])('the subject is %s', async (_what, type, subject) => {
    expect(await described(signed(JSON.stringify([sample(type)])))).toMatchObject([{ subject, time: NOW }]);
  });
});

it.each([
  ['without an object', { objectId: undefined }, { type: 'unknown', unknown: ['id', 'type', 'time'] }],
  ['without a type', { subscriptionType: '' }, { type: 'unknown', unknown: ['id', 'type', 'time'] }],
  ['without an id', { eventId: undefined }, { type: 'contact.creation', unknown: ['id'] }],
  ['with a time that is out of range', { occurredAt: 1e300 }, { time: NOW, unknown: ['id', 'time'] }],
  ['with a time in seconds', { occurredAt: 1_795_435_200 }, { time: NOW }],
])('an element %s is kept along with the others', async (_what, fields, about) => {
  const batch = [sample('deal.creation'), sample('contact.creation', fields)];
  expect(await described(signed(JSON.stringify(batch)))).toMatchObject([{ type: 'deal.creation' }, about]);
});

it('accepts one object instead of a list as a batch of one', async () => {
  expect(await described(signed(JSON.stringify(sample('contact.creation'))))).toMatchObject([
    { type: 'contact.creation', subject: '27001' },
  ]);
});

it('keeps every digit of an id that exceeds 2^53', async () => {
  const body = `[${JSON.stringify(sample('contact.creation')).replace('27001', '820982911946154508')}]`;
  const request = signed(body);
  const { events } = await hubspot.verify(request, [secret.configured], NOW, { toleranceSeconds: 300 });
  expect(await described(request)).toMatchObject([{ type: 'contact.creation', subject: '820982911946154508' }]);
  expect(Buffer.from(events[0]?.json ?? []).toString()).toBe(body.slice(1, -1));
});

it('accepts an unknown type that has what every event has', async () => {
  const element = sample('contact.creation', { subscriptionType: 'quote.signed', objectId: undefined });
  expect(await described(signed(JSON.stringify([element])))).toMatchObject([{ type: 'quote.signed' }]);
});

function eventOf(fields: { readonly subscriptionType: string; readonly [name: string]: unknown }): HubspotEvent {
  const about = { id: '1', type: fields.subscriptionType, time: new Date(0), source: '//hubspot.com/portals/1' };
  const data = { eventId: 1, subscriptionId: 1, portalId: 1, occurredAt: 1, objectId: 7, ...fields };
  return HubspotEvent.revive({ ...buildEvent('hubspot', about, { receivedAt: new Date(0) }), data });
}

const created = eventOf({ subscriptionType: 'deal.creation' });
const changed = eventOf({ subscriptionType: 'deal.propertyChange', propertyName: 'amount', propertyValue: '9' });

it('the operator lets through the given types and narrows the event to them', async () => {
  const values = of(created, changed).pipe(
    isHubspotEventOfType('deal.propertyChange'),
    map(({ event }) => event.propertyValue),
    toArray(),
  );
  expect(await lastValueFrom(values)).toEqual(['9']);

  expectTypeOf<HubspotEventOfType<'contact.merge'>['event']['mergedObjectIds']>().toEqualTypeOf<readonly number[]>();
  expectTypeOf<HubspotEventOfType<'deal.creation'>['event']['subscriptionType']>().toEqualTypeOf<'deal.creation'>();
});

it('a type that HubSpot does not have does not compile', () => {
  // @ts-expect-error it is called contact.creation
  isHubspotEventOfType('contact.created');
});

it('data without the fields of its type is not a HubSpot event', () => {
  expect(() => eventOf({ subscriptionType: 'deal.propertyChange' })).toThrow(
    expect.objectContaining({ code: 'hubspot/bad-event' }),
  );
});
