import { EMPTY, firstValueFrom, of, toArray, type Observable } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../event/platform-event.ts';
import { isOfType } from '../logic/saga.ts';
import { eventClass, ofTypes, type EventOf, type EventsBy } from './event-class.ts';
import type { EventPlaces } from './places.ts';

interface Order {
  readonly id: string;
  readonly kind: 'order.paid' | 'order.sent';
  readonly total: number;
}

interface Parcel {
  readonly id: string;
  readonly kind: 'parcel.lost';
  readonly carrier: string;
}

type AcmeEvents = EventsBy<Order | Parcel, 'kind'>;

const places: EventPlaces<Order | Parcel> = { id: '/id', type: '/kind', needs: { '/id': 'text' } };

class AcmeEvent extends eventClass<AcmeEvents>('acme', places) {}
class OtherEvent extends eventClass<AcmeEvents>('other', places) {}
const isAcmeEventOfType = ofTypes(AcmeEvent);

function envelopeOf(data: unknown, type: string) {
  const about = { id: '1', type, time: new Date(0), source: '//acme' };
  return { ...buildEvent('acme', about, { receivedAt: new Date(0) }), data };
}

const paid = { id: '1', kind: 'order.paid', total: 7 };

it('an event is revived as one of its class, and only if it is an event of the provider', () => {
  const event = AcmeEvent.revive(envelopeOf(paid, 'order.paid'));
  expectTypeOf(event).toEqualTypeOf<AcmeEvent>();
  expect(event).toBeInstanceOf(AcmeEvent);
  expect(event).not.toBeInstanceOf(OtherEvent);
  expect(event.event).toEqual(paid);
  expect(() => AcmeEvent.revive(envelopeOf({ id: '1' }, 'order.paid'))).toThrow(
    expect.objectContaining({ code: 'acme/bad-event' }),
  );
});

it('the operator lets through the events of its class and the wanted types', async () => {
  const events = [
    OtherEvent.revive(envelopeOf(paid, 'order.paid')),
    AcmeEvent.revive(envelopeOf({ id: '2', kind: 'parcel.lost', carrier: 'a' }, 'parcel.lost')),
    AcmeEvent.revive(envelopeOf(paid, 'order.paid')),
  ];
  const passed = await firstValueFrom(of(...events).pipe(isAcmeEventOfType('order.paid'), toArray()));
  expect(passed).toEqual([events[2]]);
});

it('the native event is narrowed to the wanted types, also if one member stands for several', () => {
  const paid$ = EMPTY.pipe(isOfType(AcmeEvent), isAcmeEventOfType('order.paid'));
  expectTypeOf(paid$).toEqualTypeOf<Observable<EventOf<AcmeEvents, 'order.paid'>>>();
  expectTypeOf<EventOf<AcmeEvents, 'order.paid'>['event']['kind']>().toEqualTypeOf<'order.paid'>();
  expectTypeOf<EventOf<AcmeEvents, 'order.paid'>['event']['total']>().toEqualTypeOf<number>();
  expectTypeOf<EventOf<AcmeEvents, 'parcel.lost'>['event']>().toEqualTypeOf<Parcel>();
  expectTypeOf<EventOf<AcmeEvents, 'parcel.lost' | 'order.sent'>['event']['kind']>().toEqualTypeOf<
    'parcel.lost' | 'order.sent'
  >();
});

it('a narrowed event is still an event of its class', () => {
  const idOf = (event: AcmeEvent) => event.envelope.id;
  EMPTY.pipe(isOfType(AcmeEvent), isAcmeEventOfType('order.paid')).subscribe((event) => idOf(event));
});

it('misuse does not compile', () => {
  // @ts-expect-error there is no such type
  isAcmeEventOfType('order.payed');
  // @ts-expect-error letting nothing through is never meant
  isAcmeEventOfType();
  // @ts-expect-error no event of Acme has a field "idd"
  const badId: EventPlaces<Order | Parcel> = { id: '/idd' };
  // @ts-expect-error no event of Acme has a field "sort"
  const badType: EventPlaces<Order | Parcel> = { type: '{/sort}.created' };
  // @ts-expect-error no event of Acme has a field "order"
  const badNeeds: EventPlaces<Order | Parcel> = { needs: { '/order': 'object' } };
  return [badId, badType, badNeeds];
});
