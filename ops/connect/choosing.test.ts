import { describe, expect, it } from 'vitest';
import { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { Registered, Registrar, Registration } from '../../functions/src/core/registration/registrar.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { apiKeyFor } from './api-key.ts';
import { numbered, stepsByHand } from './by-hand.ts';
import { subscriptionsFor, wantedTypes } from './choose-types.ts';
import { chooseWay } from './choose-way.ts';

const URL = 'https://acme.example/hook';
const NONE = { type: [], 'all-types': false } as const;
const ENTRY = { provider: 'stripe', title: 'Acme', types: ['b', 'a'], unreadTypes: [] } as const;
const api = new RegistrationApi('acme', { services: withApiKey('key') });

function registrar(name: string, parts: Partial<Registrar> = {}): Registrar {
  return {
    name,
    title: name,
    capabilities: {
      unit: 'object',
      types: { are: 'listed', all: 'wildcard' },
      secret: { from: 'created' },
      rotation: { by: 'second' },
      test: 'none',
      changes: { url: true, types: true, state: true, form: [] },
      refusesDuplicates: false,
      marks: true,
    },
    list: () => Promise.resolve([]),
    remove: () => Promise.resolve(),
    ...parts,
  };
}

function registration(...ways: readonly Registrar[]): Registration {
  return { integration: { provider: 'acme' }, key: { is: 'a key', where: 'nowhere' }, ways };
}

const ours: Registered = { id: 'h1', url: URL, types: 'all', isOn: true, isMarked: true };

describe('the types to ask for', () => {
  it('are those of sagas, those that are named, or all', () => {
    expect(wantedTypes(ENTRY, NONE)).toEqual(['a', 'b']);
    expect(wantedTypes(ENTRY, { ...NONE, type: ['c'] })).toEqual(['a', 'b', 'c']);
    expect(wantedTypes(ENTRY, { ...NONE, 'all-types': true })).toBe('all');
  });

  it('have to be named if no saga takes any, or if those of a saga cannot be read', () => {
    expect(() => wantedTypes({ ...ENTRY, types: [] }, NONE)).toThrow('No saga takes events of Acme');
    const unread = { ...ENTRY, unreadTypes: ['audit'] };
    expect(() => wantedTypes(unread, NONE)).toThrow('that audit of Acme takes cannot be read from the code');
    expect(wantedTypes(unread, { ...NONE, type: ['c'] })).toEqual(['a', 'b', 'c']);
  });

  it('are named as the API names them, and what it cannot send is told', async () => {
    const subscriptions = (types: readonly string[]) =>
      types.filter((type) => type !== 'b').map((type) => `on_${type}`);
    expect(await subscriptionsFor(['a', 'b'], registrar('x', { subscriptions }), api)).toEqual({
      types: ['on_a'],
      missing: ['b'],
    });
    await expect(subscriptionsFor(['b'], registrar('x', { subscriptions }), api)).rejects.toThrow('cannot send b');
  });

  it.each([
    ['wildcard', 'all'],
    ['available', ['p', 'q']],
  ] as const)('are every type, by "%s"', async (all, expected) => {
    const { capabilities } = registrar('x');
    const types = { are: 'listed', all } as const;
    const way = registrar('x', { capabilities: { ...capabilities, types }, available: async () => ['p', 'q'] });
    expect(await subscriptionsFor('all', way, api)).toEqual({ types: expected, missing: [] });
  });
});

describe('the way to register', () => {
  const empty = registrar('first');
  const used = registrar('second', { list: () => Promise.resolve([ours]) });

  it('is the first, or the one that has our URL', async () => {
    expect((await chooseWay(registration(empty, registrar('second')), URL, {}, api)).registrar.name).toBe('first');
    expect((await chooseWay(registration(empty, used), URL, {}, api)).registrar.name).toBe('second');
  });

  it('is not another one than that, since each event would come twice', async () => {
    const both = registration(empty, used);
    await expect(chooseWay(both, URL, { as: 'first' }, api)).rejects.toThrow('There is a second with our URL already');
    await expect(chooseWay(both, URL, { as: 'third' }, api)).rejects.toThrow('--as must be one of first, second.');
  });

  it('is the one that has the place', async () => {
    const repos = registrar('repos', { places: { form: /repos\/\w+/, example: 'repos/NAME' } });
    const app = registrar('app', { places: { form: /app/, example: 'app' } });
    const both = registration(repos, app);
    expect(await chooseWay(both, URL, { at: 'app' }, api)).toMatchObject({ registrar: { name: 'app' }, at: 'app' });
    await expect(chooseWay(both, URL, { at: 'x' }, api)).rejects.toThrow('--at must be repos/NAME, or app.');
  });

  it('may have our URL beside one that sends other events, if it is named', async () => {
    const both = registration(used, registrar('calls', { sendsOthers: true }));
    expect((await chooseWay(both, URL, { as: 'calls' }, api)).registrar.name).toBe('calls');
    const apart = registrar('calls', { sendsOthers: true, list: () => Promise.resolve([ours]) });
    expect((await chooseWay(registration(empty, apart), URL, {}, api)).registrar.name).toBe('first');
  });

  it('may publish to a topic of the project, which has another address', async () => {
    const topics = registration(
      empty,
      registrar('topic', { addressOf: ({ project, name }) => `topic:${project}:${name}` }),
    );
    const topic = { project: 'acme', name: 'events' };
    expect(await chooseWay(topics, URL, { as: 'topic', topic }, api)).toMatchObject({ url: 'topic:acme:events' });
    expect(await chooseWay(topics, URL, {}, api)).toMatchObject({ url: URL });
    await expect(chooseWay(topics, URL, { as: 'topic' }, api)).rejects.toThrow('The topic needs a topic in a project');
  });

  it('needs a place if its webhooks have places, unless the key may manage only one', async () => {
    const places = (...known: readonly string[]) => ({
      form: /repos\/\w+/,
      example: 'repos/NAME',
      discover: async () => known,
    });
    const placed = (...known: readonly string[]) => registration(registrar('hook', { places: places(...known) }));
    expect(await chooseWay(placed('repos/a'), URL, {}, api)).toMatchObject({ at: 'repos/a' });
    expect(await chooseWay(placed(), URL, { at: 'repos/b' }, api)).toMatchObject({ at: 'repos/b' });
    await expect(chooseWay(placed('repos/a', 'repos/b'), URL, {}, api)).rejects.toThrow('may manage repos/a, repos/b.');
    await expect(chooseWay(placed(), URL, { at: 'repos/b/../c' }, api)).rejects.toThrow('--at must be repos/NAME.');
    await expect(chooseWay(registration(empty), URL, { at: 'x' }, api)).rejects.toThrow('leave out --at');
  });
});

describe('the API key', () => {
  const key = { is: 'a secret key', where: 'https://acme.example/keys', form: /^sk_\w+$/ };
  const terminal = { askSecret: async () => 'sk_typed', input: async () => 'sk_piped\n' };

  it.each([
    [true, 'sk_set', 'sk_piped'],
    [false, 'sk_set', 'sk_set'],
    [false, undefined, 'sk_typed'],
  ])('is piped in (%s), set (%s) or typed', async (isPiped, configured, expected) => {
    expect(await apiKeyFor('stripe', 'Acme', key, { isPiped, configured, terminal })).toBe(expected);
  });

  it('of another form is refused before it is sent, and is not repeated', async () => {
    const asked = apiKeyFor('stripe', 'Acme', key, { isPiped: false, configured: 'pk_wrong', terminal });
    const error: unknown = await asked.catch((reason: unknown) => reason);
    expect(String(error)).toContain('needs a secret key: see https://acme.example/keys');
    expect(String(error)).not.toContain('pk_wrong');
  });
});

it('a provider without an API gets numbered steps with the URL, the types and the place of the secret', () => {
  const text = numbered(stepsByHand(ENTRY, undefined, { url: URL, types: ['a', 'b'] }));
  expect(text).toContain(`2. Create a webhook with the URL ${URL}`);
  expect(text).toContain('3. Select these types of events: a, b');
  expect(text).toContain('STRIPE_WEBHOOK_SECRET_NAME');
});
