import { expect, expectTypeOf, it } from 'vitest';
import type {
  RegistrarCapabilities,
  RotationCapability,
  SecretCapability,
  TypesCapability,
} from '../../core/registration/registrar-capabilities.ts';
import type { Registrar } from '../../core/registration/registrar.ts';
import { contradictionsOf } from './contradictions.ts';

const nothing = () => Promise.resolve(undefined);

function registrarWith(changes: Partial<RegistrarCapabilities>, calls: Partial<Registrar> = {}): Registrar {
  return {
    name: 'hook',
    title: 'hook',
    capabilities: {
      unit: 'object',
      types: { are: 'listed', all: 'wildcard' },
      secret: { from: 'created' },
      rotation: { by: 'second' },
      test: 'none',
      changes: { url: false, types: false, state: false, form: [] },
      refusesDuplicates: false,
      marks: false,
      ...changes,
    },
    list: () => Promise.resolve([]),
    create: () => Promise.reject(new Error('not called')),
    remove: () => Promise.resolve(),
    ...calls,
  };
}

/** One that has no call to create a webhook. */
function uncreated(changes: Partial<RegistrarCapabilities>): Registrar {
  const { create: _create, ...rest } = registrarWith(changes, { update: () => Promise.resolve() });
  return rest;
}

const changeable = { url: true, types: true, state: true, form: [] };

it.each<[string, Registrar]>([
  ['rotation by "overlap" needs rotate()', registrarWith({ rotation: { by: 'overlap', hours: 24 } })],
  ['rotation by "overlap" needs hours', registrarWith({ rotation: { by: 'overlap', hours: 0 } }, { rotate: nothing })],
  ['rotation by "us" needs rotate()', registrarWith({ rotation: { by: 'us' }, secret: { from: 'us' } })],
  [
    'rotation by "us" needs a secret that we may choose',
    registrarWith({ rotation: { by: 'us' } }, { rotate: nothing }),
  ],
  ['rotation by "second" needs create()', uncreated({ unit: 'attribute' })],
  ['rotation by "second" needs a provider that does not refuse duplicates', registrarWith({ refusesDuplicates: true })],
  [
    'rotation by "replaced" needs rotate(), or create() beside remove()',
    uncreated({ unit: 'attribute', rotation: { by: 'replaced' } }),
  ],
  ['rotation by "hand" needs steps', registrarWith({ rotation: { by: 'hand', steps: [] } })],
  ['rotation by "none" has no rotate()', registrarWith({ rotation: { by: 'none' } }, { rotate: nothing })],
  ['an object needs create()', uncreated({ rotation: { by: 'none' } })],
  [
    'an attribute has no create()',
    registrarWith({ unit: 'attribute', rotation: { by: 'none' } }, { update: async () => undefined }),
  ],
  ['an attribute needs update()', registrarWith({ unit: 'attribute', rotation: { by: 'none' } })],
  ['what can be changed needs update()', registrarWith({ changes: changeable })],
  ['all types by "available" need available()', registrarWith({ types: { are: 'listed', all: 'available' } })],
  ['a secret of the account needs steps', registrarWith({ secret: { from: 'account', steps: [] } })],
  ['a test that is "verified" needs test()', registrarWith({ test: 'verified' })],
  ['without a test event, there is no test()', registrarWith({}, { test: nothing })],
])('it is a contradiction: %s', (sentence, registrar) => {
  expect(contradictionsOf(registrar)).toContain(sentence);
});

it.each<[string, Registrar]>([
  ['an object with a second one', registrarWith({})],
  ['a secret that is replaced by its call', registrarWith({ rotation: { by: 'replaced' } }, { rotate: nothing })],
  ['an attribute', uncreated({ unit: 'attribute', rotation: { by: 'none' }, changes: changeable })],
])('%s contradicts nothing', (_what, registrar) => {
  expect(contradictionsOf(registrar)).toEqual([]);
});

it('what one capability needs beside it is a part of its type', () => {
  expectTypeOf<{ by: 'overlap' }>().not.toExtend<RotationCapability>();
  expectTypeOf<{ by: 'overlap'; hours: number }>().toExtend<RotationCapability>();
  expectTypeOf<{ by: 'hand' }>().not.toExtend<RotationCapability>();
  expectTypeOf<{ from: 'account' }>().not.toExtend<SecretCapability>();
  expectTypeOf<{ from: 'created' }>().toExtend<SecretCapability>();
  expectTypeOf<{ are: 'listed' }>().not.toExtend<TypesCapability>();
  expectTypeOf<{ are: 'everything' }>().toExtend<TypesCapability>();
});

it('a registrar without a list, or without a way to remove, is none', () => {
  expectTypeOf<Omit<Registrar, 'list'>>().not.toExtend<Registrar>();
  expectTypeOf<Omit<Registrar, 'remove'>>().not.toExtend<Registrar>();
  expectTypeOf<Omit<Registrar, 'rotate' | 'create' | 'update'>>().toExtend<Registrar>();
});
