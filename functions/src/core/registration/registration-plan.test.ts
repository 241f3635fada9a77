import { describe, expect, it } from 'vitest';
import type { RegistrarCapabilities } from './registrar-capabilities.ts';
import type { Desired, Registered, Registrar } from './registrar.ts';
import { planRegistration } from './registration-plan.ts';

const URL = 'https://acme.example/hook';

function registrarWith(changes: Partial<RegistrarCapabilities> = {}, calls: Partial<Registrar> = {}): Registrar {
  return {
    name: 'hook',
    title: 'hook',
    capabilities: {
      unit: 'object',
      types: { are: 'listed', all: 'wildcard' },
      secret: { from: 'created' },
      rotation: { by: 'second' },
      test: 'none',
      changes: { url: true, types: true, state: true, form: ['style'] },
      refusesDuplicates: false,
      marks: true,
      ...changes,
    },
    list: () => Promise.resolve([]),
    update: () => Promise.resolve(),
    remove: () => Promise.resolve(),
    ...calls,
  };
}

const hook: Registered = { id: 'h1', url: URL, types: ['a', 'b'], isOn: true, isMarked: true };
const desired: Desired = { url: URL, types: ['a', 'b'], form: {} };

interface Given {
  readonly registrar?: Registrar;
  readonly desired?: Desired;
  readonly holdsSecret?: boolean;
  readonly takeOver?: boolean;
}

function planOf(registered: readonly Registered[], given: Given = {}) {
  const { registrar = registrarWith(), desired: wanted = desired, holdsSecret = true, takeOver = false } = given;
  return planRegistration(registrar, { registered, desired: { ...wanted, takeOver }, holdsSecret });
}

describe('a webhook of ours', () => {
  it('is created if there is none, whatever others there are', () => {
    expect(planOf([{ ...hook, url: 'https://other.example' }])).toEqual({ does: 'create', surplus: [] });
  });

  it.each([
    ['as it is', {}],
    ['in another order of types', { types: ['b', 'a'] }],
    ['with a slash at its end', { url: `${URL}/` }],
    ['with the registration that its URL had', { url: `${URL}?registration=1.x` }],
  ])('is left alone %s', (_how, changes) => {
    expect(planOf([{ ...hook, ...changes }])).toMatchObject({ does: 'nothing', which: { id: 'h1' } });
  });

  it.each([
    ['is off', { isOn: false, trouble: 'failed' }, [{ of: 'state', trouble: 'failed' }]],
    ['has no mark', { isMarked: false }, [{ of: 'mark' }]],
    ['has other types', { types: ['b', 'c'] }, [{ of: 'types', added: ['a'], dropped: ['c'] }]],
    ['has every type', { types: 'all' }, [{ of: 'types', added: [], dropped: 'all' }]],
  ] as const)('is changed in place if it %s', (_what, changes, expected) => {
    expect(planOf([{ ...hook, ...changes }])).toMatchObject({ does: 'update', changes: expected });
  });

  it('is replaced if what has to change cannot: first the new one, unless two are refused', () => {
    const changes = { url: true, types: false, state: true, form: [] };
    const other = { ...hook, types: ['c'] };
    expect(planOf([other], { registrar: registrarWith({ changes }) })).toMatchObject({
      does: 'recreate',
      order: 'create first',
    });
    expect(planOf([other], { registrar: registrarWith({ changes, refusesDuplicates: true }) })).toMatchObject({
      does: 'recreate',
      order: 'remove first',
    });
  });

  it('is not replaced for a mark alone', () => {
    const { update: _update, ...registrar } = registrarWith();
    expect(planOf([{ ...hook, isMarked: false }], { registrar })).toMatchObject({ does: 'nothing' });
  });

  it('is compared by the form that the code was written for, and by nothing else of it', () => {
    const wanted = { ...desired, form: { style: 'thin' } };
    const form = { style: 'snapshot', colour: 'red' };
    expect(planOf([{ ...hook, form }], { desired: wanted })).toMatchObject({
      does: 'update',
      changes: [{ of: 'form', name: 'style', from: 'snapshot', to: 'thin' }],
    });
  });

  it('is the one that is on if several have our URL; the others are surplus', () => {
    const [off, on] = [
      { ...hook, isOn: false },
      { ...hook, id: 'h2', isMarked: false },
    ];
    expect(planOf([off, on])).toMatchObject({ does: 'update', which: { id: 'h2' }, surplus: [{ id: 'h1' }] });
  });

  it('is looked for at its place alone', () => {
    const there = { ...hook, at: 'repos/a/b' };
    expect(planOf([there], { desired: { ...desired, at: 'repos/c/d' } })).toMatchObject({ does: 'create' });
  });
});

describe('a secret that the receiver does not hold', () => {
  it.each([
    ['created', 'recreate'],
    ['handshake', 'recreate'],
    ['us', 'update'],
    ['read', 'nothing'],
    ['id', 'nothing'],
  ] as const)('is obtained again if it comes from "%s": %s', (from, does) => {
    const registrar = registrarWith({ secret: { from } });
    expect(planOf([hook], { registrar, holdsSecret: false })).toMatchObject({ does });
  });

  it('is replaced by the call of the API, if there is one', () => {
    const rotate = () => Promise.resolve('new');
    const registrar = registrarWith({ rotation: { by: 'replaced' } }, { rotate });
    expect(planOf([hook], { registrar, holdsSecret: false })).toMatchObject({ does: 'renew' });
  });
});

describe('the attribute of something', () => {
  const registrar = registrarWith({ unit: 'attribute', secret: { from: 'account', steps: [] } });

  it('is set if nobody has', () => {
    expect(planOf([{ ...hook, url: '' }], { registrar })).toMatchObject({
      does: 'update',
      changes: [{ of: 'url', from: '', to: URL }],
    });
  });

  it('of somebody else is a conflict, and taken over only if that is asked for', () => {
    const theirs = [{ ...hook, url: 'https://other.example' }];
    expect(planOf(theirs, { registrar })).toMatchObject({ does: 'conflict' });
    expect(planOf(theirs, { registrar, takeOver: true })).toMatchObject({ does: 'update' });
  });
});
