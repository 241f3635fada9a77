import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordData } from 'integration-service';
import { HubspotEvent } from 'integration-service/hubspot';
import { hubspot } from 'integration-service/hubspot/integration';
import { hubspotSamples } from 'integration-service/hubspot/samples';
import { handleEvents, inAnyOrder, sampleEvent } from 'integration-service/testing';
import { applyCrmChange, contactChanges, dealChanges } from './crm-objects.ts';
import { withChange, type CrmChange } from './crm-record.ts';

const logic = { sagas: { contactChanges, dealChanges }, handlers: [applyCrmChange] };

let count = 0;

/** Every event has its own id; all are about the same contact, or the same deal. */
async function event(type: string, second = 0, fields: object = {}): Promise<HubspotEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const edit = (body: string) => JSON.stringify([{ ...JSON.parse(body)[0], ...fields }]);
  return HubspotEvent.revive(await sampleEvent(hubspot, hubspotSamples, type, { id: `e${++count}`, now, edit }));
}

async function after(events: readonly HubspotEvent[], place = 'contacts/hubspot:62515%2F27001') {
  const [collection = '', id = ''] = place.split('/');
  return (await (await handleEvents(logic, events)).get(collection, id))?.data;
}

async function inAnyOrderOf(events: readonly HubspotEvent[]) {
  return (await inAnyOrder(logic, events))['contacts/hubspot:62515%2F27001'];
}

describe('a contact', () => {
  it('is recorded with the properties that were reported', async () => {
    const city = { propertyName: 'city', propertyValue: 'Graz' };
    const events = [
      await event('contact.creation', 1),
      await event('contact.propertyChange', 2),
      await event('contact.propertyChange', 2, city),
    ];
    expect(await after(events)).toMatchObject({
      portalId: 62515,
      objectId: 27001,
      createdAt: '2026-11-23T12:00:01.000Z',
      state: { status: 'active' },
      properties: { email: { value: 'jané.doe@example.com' }, city: { value: 'Graz' } },
    });
  });

  it('keeps the newest value of each property, in any order of arrival', async () => {
    const [old, cleared] = [{ propertyValue: 'old@example.com' }, { propertyValue: '' }];
    const events = [await event('contact.propertyChange', 9, cleared), await event('contact.propertyChange', 2, old)];
    expect(await after(events)).toMatchObject({ properties: { email: { value: '' } } });
  });

  it('that was deleted can be restored', async () => {
    const restored = { subscriptionType: 'contact.restore' };
    const deleted = await event('contact.deletion', 3);
    expect(await after([deleted])).toMatchObject({ state: { status: 'deleted' } });
    expect(await after([await event('contact.deletion', 7, restored), deleted])).toMatchObject({
      state: { status: 'active' },
    });
  });

  it('that was forgotten after a privacy request stays forgotten, without anything that identifies it', async () => {
    const events = [
      await event('contact.propertyChange', 1),
      await event('contact.privacyDeletion', 2),
      await event('contact.propertyChange', 9),
    ];
    const record = await after(events);
    expect(record).toMatchObject({ state: { status: 'forgotten' }, properties: {} });
    expect(JSON.stringify(record)).not.toContain('example.com');
  });

  it('that was merged points to the one that replaced it', async () => {
    const merged = [await event('contact.merge')];
    const state = { status: 'merged', mergedInto: 27003 };
    expect(await after(merged)).toMatchObject({ state });
    expect(await after(merged, 'contacts/hubspot:62515%2F27002')).toMatchObject({ state });
    expect(await after(merged, 'contacts/hubspot:62515%2F27003')).toBeUndefined();
  });

  it('that was merged still points to its replacement after HubSpot has deleted it, whichever event arrives first', async () => {
    const [merged, deleted] = [await event('contact.merge', 3), await event('contact.deletion', 7)];
    expect(await inAnyOrderOf([merged, deleted])).toMatchObject({ state: { status: 'deleted', mergedInto: 27003 } });
  });

  it('that was merged and deleted in the same millisecond is merged', async () => {
    const events = [await event('contact.merge', 3), await event('contact.deletion', 3)];
    expect(await inAnyOrderOf(events)).toMatchObject({ state: { status: 'merged', mergedInto: 27003 } });
  });

  it('that was restored after a merge has no replacement', async () => {
    const restored = { subscriptionType: 'contact.restore' };
    const events = [await event('contact.merge', 3), await event('contact.deletion', 7, restored)];
    expect((await inAnyOrderOf(events))?.['state']).toEqual({ status: 'active', asOf: expect.anything() });
  });

  it('is the same contact in generic events', async () => {
    const generic = { subscriptionType: 'object.propertyChange', objectTypeId: '0-1' };
    expect(await after([await event('contact.propertyChange', 0, generic)])).toMatchObject({
      properties: { email: { value: 'jané.doe@example.com' } },
    });
  });
});

it('a deal is recorded separately from the contacts', async () => {
  const events = [await event('deal.creation', 1), await event('deal.propertyChange', 2)];
  expect(await after(events, 'deals/hubspot:62515%2F98001')).toMatchObject({
    state: { status: 'active' },
    properties: { dealstage: { value: 'closedwon' } },
  });
});

it.each([
  ['an association', 'deal.associationChange', {}],
  ['an object of another kind', 'contact.creation', { subscriptionType: 'object.creation', objectTypeId: '0-2' }],
])('%s changes neither contacts nor deals', async (_what, type, fields) => {
  const store = await handleEvents(logic, [await event(type, 0, fields)]);
  expect(await store.list('contacts', { limit: 1 })).toEqual([]);
  expect(await store.list('deals', { limit: 1 })).toEqual([]);
});

it('changes lead to the same record in every order', () => {
  const change = fc.oneof(
    fc.constantFrom<CrmChange>(
      { kind: 'created' },
      { kind: 'restored' },
      { kind: 'deleted' },
      { kind: 'merged', into: 2 },
    ),
    fc.record({ kind: fc.constant('property' as const), name: fc.constantFrom('a', 'b'), value: fc.string() }),
    fc.constant<CrmChange>({ kind: 'forgotten' }),
  );
  const changes = fc
    .array(fc.tuple(change, fc.nat(3)), { minLength: 1, maxLength: 6 })
    // An object is created only once and forgotten only once.
    .filter((list) => ['created', 'forgotten'].every((kind) => list.filter(([{ kind: of }]) => of === kind).length < 2))
    .map((list) => list.map(([one, second], index) => ({ one, moment: momentOf(second, index) })));
  const shuffled = changes.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      const fold = (all: typeof list) =>
        all.reduce<RecordData | undefined>((record, { one, moment }) => withChange(record, one, moment), undefined);
      expect(fold(other)).toEqual(fold(list));
    }),
  );
});

function momentOf(second: number, index: number) {
  return {
    portalId: 1,
    objectId: 1,
    time: new Date(Date.UTC(2026, 10, 23, 12, 0, second)).toISOString(),
    id: `e${index}`,
  };
}
