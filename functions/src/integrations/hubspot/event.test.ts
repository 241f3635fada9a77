import { lastValueFrom, map, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import { HubspotEvent, isHubspotEventOfType, type HubspotEventOfType } from './event.ts';

function eventOf(fields: object): HubspotEvent {
  const about = { id: '1', type: 'any', time: new Date(0), source: '//hubspot.com/portals/1' };
  const data = { eventId: 1, subscriptionId: 1, portalId: 1, occurredAt: 1, objectId: 7, ...fields };
  return HubspotEvent.revive({ ...buildEvent('hubspot', about, { receivedAt: new Date(0) }), data });
}

const created = eventOf({ subscriptionType: 'deal.creation' });
const changed = eventOf({ subscriptionType: 'deal.propertyChange', propertyName: 'amount', propertyValue: '9' });

it('lets through the wanted types and narrows the event to them', async () => {
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

it('data without what its type adds is no event of HubSpot', () => {
  expect(() => eventOf({ subscriptionType: 'deal.propertyChange' })).toThrow(
    expect.objectContaining({ code: 'hubspot/bad-event' }),
  );
});
