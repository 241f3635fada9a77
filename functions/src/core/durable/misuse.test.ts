import { EMPTY, filter, map, timer, type Observable } from 'rxjs';
import { expectTypeOf, it } from 'vitest';
import { Note, Other } from '../../testing/durable-subject.ts';
import { IntegrationEvent } from '../event/integration-event.ts';
import { durableSaga } from './durable-saga.ts';
import { days } from './durations.ts';
import { from, ofFact } from './fact-sources.ts';

const isOther = filter((event: IntegrationEvent): event is Other => event instanceof Other);
const failed = from(IntegrationEvent, isOther, ({ other }) => ({ key: 'in_1', fact: { other, amount: 1 } }));
const paid = from(IntegrationEvent, isOther, () => ({ key: 'in_1', fact: 'paid' }));

it('facts are typed by their names, and narrowed', () => {
  durableSaga({ failed, paid }, (facts$) => {
    expectTypeOf(facts$.pipe(ofFact('failed'))).toEqualTypeOf<Observable<{ other: boolean; amount: number }>>();
    expectTypeOf(facts$.pipe(ofFact('paid'))).toEqualTypeOf<Observable<string>>();
    return facts$.pipe(map((fact) => new Note(fact.name === 'failed' ? fact.data.amount : fact.data.length)));
  });
});

it('misuse does not compile, and the error is a sentence', () => {
  durableSaga({ failed, paid }, (facts$) => {
    // @ts-expect-error '"payed"' is not assignable to '"failed" | "paid"'.
    const payed$ = facts$.pipe(ofFact('payed'));
    return payed$.pipe(map(() => new Note(1)));
  });
  // @ts-expect-error A pipeline emits commands.
  durableSaga({ failed }, (facts$) => facts$.pipe(map(() => 'remind')));
  // @ts-expect-error Property 'migrate' is missing.
  durableSaga({ failed }, () => EMPTY, { version: 2 });
  // @ts-expect-error A first version has nothing to migrate from.
  durableSaga({ failed }, () => EMPTY, { migrate: (fact) => fact });
  // @ts-expect-error It is silently or acting.
  durableSaga({ failed }, () => EMPTY, { collecting: 'loudly' });
  // @ts-expect-error A clock is a scheduler, not a number.
  durableSaga({ failed }, (facts$, { clock }) => timer(clock, days(1)).pipe(map(() => new Note(facts$))));
  // @ts-expect-error A key is a text.
  from(IntegrationEvent, isOther, () => ({ key: 1, fact: {} }));
  // @ts-expect-error What is kept of an event follows from it alone, at once.
  from(IntegrationEvent, isOther, async () => ({ key: 'in_1', fact: {} }));
  // @ts-expect-error 'A fact is stored as JSON, which does not keep "since": use a text or a number'
  from(IntegrationEvent, isOther, () => ({ key: 'in_1', fact: { since: new Date(), amount: 1 } }));
  // @ts-expect-error 'A fact is stored as JSON, which does not keep "fact": use a text or a number'
  from(IntegrationEvent, isOther, () => ({ key: 'in_1', fact: new Map([['a', 1]]) }));
});
