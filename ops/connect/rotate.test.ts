import { expect, it } from 'vitest';
import { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { RegistrarCapabilities } from '../../functions/src/core/registration/registrar-capabilities.ts';
import type { Registrar } from '../../functions/src/core/registration/registrar.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { rotate, type RotatePorts } from './rotate.ts';
import type { RotationNote } from './rotation-note.ts';

const URL = 'https://acme.example/hook';
const FIVE_MINUTES = 5 * 60_000;

/** A provider of one webhook, which signs with `signing`, and a receiver that accepts the newest two secrets. */
class World {
  readonly hooks = [{ id: 'h1', secret: 'first-secret' }];
  readonly secrets = ['first-secret'];
  readonly told: string[] = [];
  readonly asked: string[] = [];
  note: RotationNote | undefined;
  time = Date.parse('2026-11-30T00:00:00Z');
  /** Where the run is cut off. */
  cutOff: 'wait' | 'provider' | undefined;
  /** Where webhooks were created. */
  readonly created: string[] = [];
  readonly #by: RegistrarCapabilities['rotation']['by'];
  readonly #from: 'us' | 'created' | 'handshake' | 'read';

  constructor(
    by: RegistrarCapabilities['rotation']['by'],
    from: 'us' | 'created' | 'handshake' | 'read' = by === 'us' ? by : 'created',
  ) {
    this.#by = by;
    this.#from = from;
  }

  /** Everything that the provider signs has to be accepted, at every moment. */
  requireAccepted(): void {
    for (const { secret } of this.hooks) expect(this.secrets.slice(0, 2)).toContain(secret);
  }

  run() {
    const ports: RotatePorts = {
      api: new RegistrationApi('acme', { services: withApiKey('key-of-acme') }),
      keeper: {
        where: 'the secret acme',
        delayMs: FIVE_MINUTES,
        held: () => Promise.resolve(this.secrets.slice(0, 2)),
        add: (value) => Promise.resolve(void this.secrets.unshift(value)),
      },
      notes: {
        read: () => this.note,
        write: (note) => void (this.note = note),
        clear: () => void (this.note = undefined),
      },
      tell: (text) => void this.told.push(text),
      mayChange: (what) => Promise.resolve(this.asked.push(what) > 0),
      wait: (ms) => {
        this.requireAccepted();
        if (this.cutOff === 'wait') return Promise.reject(new Error('interrupted'));
        this.time += ms;
        return Promise.resolve();
      },
      opened: (url, secret) => `${url}?registration=opened-with-${secret}`,
      now: () => new Date(this.time),
    };
    const entry = { provider: 'stripe', title: 'Acme' } as const;
    const key = { is: 'a key', where: 'nowhere' };
    const registration = { integration: { provider: 'acme' }, key, ways: [this.#registrar()] };
    return rotate({ entry, registration, url: URL, options: {} }, ports);
  }

  #registrar(): Registrar {
    const [by, from] = [this.#by, this.#from];
    const rotation =
      by === 'overlap' ? { by, hours: 24 } : by === 'hand' ? { by, steps: ['Open the settings.'] } : { by };
    const mayFail = () => {
      if (this.cutOff === 'provider') throw new Error('interrupted');
    };
    return {
      name: 'hook',
      title: 'hook',
      capabilities: {
        unit: 'object',
        types: { are: 'everything' },
        secret: { from: this.#from },
        rotation,
        test: 'none',
        changes: { url: true, types: true, state: true, form: [] },
        refusesDuplicates: false,
        marks: false,
      },
      list: () =>
        Promise.resolve(this.hooks.map(({ id }) => ({ id, url: URL, types: 'all', isOn: true, isMarked: true }))),
      create: ({ url, types }) => {
        this.created.push(url);
        const id = `h${this.hooks.length + 1}`;
        const secret = `secret-of-${id}`;
        this.hooks.push({ id, secret });
        const registered = { id, url, types, isOn: true, isMarked: true };
        // Some providers show it with the webhook.
        return Promise.resolve(from === 'read' ? { registered: { ...registered, secret } } : { registered, secret });
      },
      remove: async ({ id }) => {
        mayFail();
        this.hooks.splice(
          this.hooks.findIndex((one) => one.id === id),
          1,
        );
      },
      ...(by !== 'second' &&
        from !== 'read' && {
          rotate: async ({ id }, { secret = 'made-by-acme' }) => {
            mayFail();
            const hook = this.hooks.find((one) => one.id === id);
            if (hook !== undefined) hook.secret = secret;
            return by === 'us' ? undefined : secret;
          },
        }),
    };
  }
}

it.each(['us', 'second'] as const)('by "%s", every signature is accepted at every moment', async (by) => {
  const world = new World(by);
  expect(await world.run()).toEqual({ provider: 'stripe', by, isDone: true });
  world.requireAccepted();
  expect(world.hooks).toHaveLength(1);
  expect(world.hooks[0]?.secret).toBe(world.secrets[0]);
  expect(world.secrets).toHaveLength(2);
  expect(world.time).toBe(Date.parse('2026-11-30T00:05:00Z'));
  expect(world.note).toBeUndefined();
});

it.each([
  ['us', 'wait'],
  ['us', 'provider'],
  ['second', 'wait'],
  ['second', 'provider'],
] as const)('by "%s", a run that is cut off at the %s goes on with the same secret', async (by, cutOff) => {
  const world = new World(by);
  world.cutOff = cutOff;
  await expect(world.run()).rejects.toThrow('interrupted');
  world.requireAccepted();
  const added = world.secrets[0];
  world.cutOff = undefined;
  expect(await world.run()).toMatchObject({ isDone: true });
  expect(world.secrets).toEqual([added, 'first-secret']);
  expect(world.hooks.map(({ secret }) => secret)).toEqual([added]);
  expect(world.asked).toHaveLength(1);
});

it('by "replaced", a webhook that has no such call is created again, and its secret is kept where the webhook shows it', async () => {
  const world = new World('replaced', 'read');
  expect(await world.run()).toMatchObject({ isDone: true });
  world.requireAccepted();
  expect(world.hooks).toHaveLength(1);
  expect(world.secrets).toEqual([world.hooks[0]?.secret, 'first-secret']);
});

it.each(['overlap', 'replaced'] as const)('by "%s", the provider makes the secret, and it is kept', async (by) => {
  const world = new World(by);
  expect(await world.run()).toMatchObject({ by, isDone: true });
  expect(world.secrets).toEqual(['made-by-acme', 'first-secret']);
  const said = by === 'overlap' ? 'signs with both for 24 hours' : 'events are refused until it is in the secret acme';
  expect(world.asked[0]).toContain(said);
});

it('a second webhook that sends its secret to the endpoint is created with an open registration', async () => {
  const world = new World('second', 'handshake');
  expect(await world.run()).toMatchObject({ isDone: true });
  expect(world.created).toEqual([`${URL}?registration=opened-with-first-secret`]);
});

it('by hand, the steps are told and nothing is changed', async () => {
  const world = new World('hand');
  expect(await world.run()).toEqual({ provider: 'stripe', by: 'hand', isDone: false, steps: ['Open the settings.'] });
  expect(world.secrets).toEqual(['first-secret']);
});

it('nothing that is told or asked holds a secret', async () => {
  for (const by of ['us', 'second', 'overlap', 'replaced'] as const) {
    const world = new World(by);
    const report = await world.run();
    const shown = JSON.stringify([report, world.told, world.asked]);
    for (const secret of ['key-of-acme', ...world.secrets]) expect(shown).not.toContain(secret);
  }
});

it('by "us", every webhook that shares the secret gets the new one: the receiver accepts two', async () => {
  const world = new World('us');
  world.hooks.push({ id: 'h2', secret: 'first-secret' });
  await world.run();
  expect(world.asked).toEqual([
    'This gives the hook of Acme, and 1 more with the same URL a new secret, without refusing an event.',
  ]);
  expect(world.hooks.map(({ secret }) => secret)).toEqual([world.secrets[0], world.secrets[0]]);
});
