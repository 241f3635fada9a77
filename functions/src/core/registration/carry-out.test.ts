import { expect, it } from 'vitest';
import { withApiKey } from '../../testing/service-sources.ts';
import { carryOut, newSecretFor, type KeepSecret } from './carry-out.ts';
import { RegistrationApi } from './registration-api.ts';
import type { Registered, Registrar } from './registrar.ts';

const URL = 'https://acme.example/hook';
const api = new RegistrationApi('acme', { services: withApiKey('key-of-acme') });

/** A provider whose secrets are shown once. */
function acme() {
  const hooks: Registered[] = [];
  const registrar: Registrar = {
    name: 'hook',
    title: 'hook',
    capabilities: {
      unit: 'object',
      types: { are: 'everything' },
      secret: { from: 'created' },
      rotation: { by: 'second' },
      test: 'none',
      changes: { url: true, types: true, state: true, form: [] },
      refusesDuplicates: false,
      marks: false,
    },
    list: () => Promise.resolve([...hooks]),
    create: ({ url, types }) => {
      const registered = { id: `h${hooks.length + 1}`, url, types, isOn: true, isMarked: true };
      hooks.push(registered);
      return Promise.resolve({ registered, secret: `secret-of-${registered.id}` });
    },
    remove: ({ id }) => {
      hooks.splice(
        hooks.findIndex((one) => one.id === id),
        1,
      );
      return Promise.resolve();
    },
  };
  return { hooks, registrar };
}

const desired = { url: URL, types: 'all', form: {} } as const;

it('a webhook whose secret cannot be kept is removed again', async () => {
  const { hooks, registrar } = acme();
  const keep: KeepSecret = () => Promise.reject(new Error('denied'));
  const done = carryOut({ does: 'create', surplus: [] }, { registrar, desired, api, keep });
  await expect(done).rejects.toThrow('denied');
  expect(hooks).toEqual([]);
});

it('a webhook that is replaced goes only after the secret of the new one is kept', async () => {
  const { hooks, registrar } = acme();
  const first = { id: 'h0', url: URL, types: 'all', isOn: true, isMarked: true } as const;
  hooks.push(first);
  const seen: string[] = [];
  const keep: KeepSecret = (secret) => {
    seen.push(`${secret} beside ${hooks.map(({ id }) => id).join(', ')}`);
    return Promise.resolve();
  };
  const plan = { does: 'recreate', which: first, changes: [], order: 'create first', surplus: [] } as const;
  await carryOut(plan, { registrar, desired, api, keep });
  expect(seen).toEqual(['secret-of-h2 beside h0, h2']);
  expect(hooks.map(({ id }) => id)).toEqual(['h2']);
});

it('a webhook that was created by a request that failed is removed, if its secret was in the answer', async () => {
  const { hooks, registrar } = acme();
  const { create } = registrar;
  let requests = 0;
  const failing: Registrar = {
    ...registrar,
    create: async (...asked) => {
      const created = await create?.(...asked);
      if (created === undefined || ++requests === 1) throw new TypeError('fetch failed');
      return created;
    },
  };
  const kept: string[] = [];
  const keep: KeepSecret = (secret) => Promise.resolve(void kept.push(secret));
  await carryOut({ does: 'create', surplus: [] }, { registrar: failing, desired, api, keep });
  expect(hooks).toHaveLength(1);
  expect(kept).toEqual([`secret-of-${hooks[0]?.id}`]);
});

it('a conflict changes nothing', async () => {
  const { registrar } = acme();
  const which = { id: 'n1', url: 'https://other.example', types: 'all', isOn: true, isMarked: true } as const;
  const done = carryOut(
    { does: 'conflict', which, surplus: [] },
    { registrar, desired, api, keep: () => Promise.resolve() },
  );
  await expect(done).rejects.toThrow('https://other.example is registered there, which is not ours.');
});

it('secrets that are seen are left out of texts', async () => {
  const { registrar } = acme();
  await api.key();
  await carryOut({ does: 'create', surplus: [] }, { registrar, desired, api, keep: () => Promise.resolve() });
  expect(api.withoutSecrets('key-of-acme and secret-of-h1')).toBe('[hidden] and [hidden]');
});

it('a secret of ours is made in the form that the provider wants, or of 32 random bytes', () => {
  const { registrar } = acme();
  expect(newSecretFor(registrar)).toMatch(/^[0-9a-f]{64}$/);
  expect(newSecretFor(registrar)).not.toBe(newSecretFor(registrar));
  const secret = { from: 'us', make: () => 'of-this-form' } as const;
  expect(newSecretFor({ ...registrar, capabilities: { ...registrar.capabilities, secret } })).toBe('of-this-form');
});
