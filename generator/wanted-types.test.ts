import { expect, it } from 'vitest';
import { readSagas } from './business-logic.ts';
import { wantedTypesIn } from './wanted-types.ts';

const IMPORTS = `import { filter, map, merge, pipe } from 'rxjs';
import { anyOf, durableSaga, eventOrState, from, isOfType, saga, task } from 'integration-service';
import { AcmeEvent, isAcmeEventOfType, isAcmeStateOf } from 'integration-service/acme';
import { OtherEvent, isOtherEventOfType } from 'integration-service/other';
import { paidOf, TYPES } from '../shared/types.ts';
`;

const SHARED = `import { isOfType } from 'integration-service';
import { AcmeEvent, isAcmeEventOfType } from 'integration-service/acme';
export const TYPES = ['order.packed', 'order.sent'] as const;
export const paidOf = (events$) => events$.pipe(isOfType(AcmeEvent), isAcmeEventOfType('order.paid'));
`;

function wantedBy(code: string) {
  const modules = readSagas(
    new Map([
      ['sagas/shared/types.ts', SHARED],
      ['sagas/acme/one.ts', IMPORTS + code],
    ]),
  );
  return wantedTypesIn(modules)('acme');
}

it.each([
  ['a saga', `saga((events$) => events$.pipe(isOfType(AcmeEvent), isAcmeEventOfType('a', 'b'), map(x)))`, ['a', 'b']],
  ['a constant', `saga((events$) => events$.pipe(isAcmeEventOfType(...TYPES)))`, ['order.packed', 'order.sent']],
  ['a function of another file', `saga((events$) => merge(paidOf(events$)))`, ['order.paid']],
  [
    'each branch',
    `saga((events$) => merge(events$.pipe(isAcmeEventOfType('a')), events$.pipe(isAcmeEventOfType('b'))))`,
    ['a', 'b'],
  ],
  ['an operator', `saga((events$) => events$.pipe(isOfType(AcmeEvent), pipe(isAcmeEventOfType('a'), map(x))))`, ['a']],
  [
    'a comparison',
    `saga((events$) => events$.pipe(isOfType(AcmeEvent), filter(({ event }) => event.type === 'a' || event.type === 'b')))`,
    ['a', 'b'],
  ],
  [
    'the events beside which a saga takes states',
    `saga((e$) => e$.pipe(eventOrState(pipe(isOfType(AcmeEvent), isAcmeEventOfType('a')), isAcmeStateOf('order')), map(x)))`,
    ['a'],
  ],
  [
    'a branch beside one that takes states',
    `saga((e$) => merge(e$.pipe(isAcmeEventOfType('a'), map(x)), e$.pipe(isAcmeStateOf('order'), map(y))))`,
    ['a'],
  ],
  ['a task', `task(AcmeEvent, x, { when: ({ event }) => event.type === 'a' })`, ['a']],
  ['what the author wrote out', `task(AcmeEvent, x, { types: TYPES })`, ['order.packed', 'order.sent']],
  [
    'the facts of a durable saga, of this provider alone',
    `durableSaga({ f: anyOf(from(AcmeEvent, isAcmeEventOfType('a'), x), from(OtherEvent, isOtherEventOfType('c'), x)) }, y)`,
    ['a'],
  ],
])('the types are read from %s', (_what, call, types) => {
  expect(wantedBy(`export const one = ${call};`)).toEqual({ types, unread: [] });
});

it.each([
  ['takes every event', `saga((events$) => events$.pipe(isOfType(AcmeEvent), map(x)))`],
  ['narrows one branch of two', `saga((e$) => merge(e$.pipe(isAcmeEventOfType('a')), e$.pipe(isOfType(AcmeEvent))))`],
  ['uses the stream before it narrows', `saga((e$) => e$.pipe(isOfType(AcmeEvent), map(x), isAcmeEventOfType('a')))`],
  ['gives the stream away', `saga((e$) => outside(e$))`],
  ['computes a type', `saga((e$) => e$.pipe(isAcmeEventOfType(typeOf(x))))`],
  ['compares something else', `saga((e$) => e$.pipe(filter(({ event }) => event.kind === 'a')))`],
  [
    'compares the type of something in the event',
    `saga((e$) => e$.pipe(filter(({ event }) => event.data.type === 'a')))`,
  ],
  ['computes the name of the field', `saga((e$) => e$.pipe(filter(({ event }) => event[type] === 'a')))`],
  ['is a task for every event', `task(AcmeEvent, x)`],
  ['takes facts from every event', `durableSaga({ f: from(AcmeEvent, map(x), y) }, z)`],
])('a saga is named if it %s', (_what, call) => {
  expect(wantedBy(`export const one = ${call};`)).toEqual({ types: [], unread: ['one'] });
});

it('the sagas of other providers are not asked', () => {
  const modules = readSagas(new Map([['sagas/other/one.ts', `${IMPORTS}export const one = task(OtherEvent, x);`]]));
  expect(wantedTypesIn(modules)('acme')).toEqual({ types: [], unread: [] });
});
