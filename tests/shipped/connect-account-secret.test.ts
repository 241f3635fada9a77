import { expect, it } from 'vitest';
import { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { Registered, Registrar } from '../../functions/src/core/registration/registrar.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { connect } from '../../ops/connect/connect.ts';

const URL = 'https://acme.example/hook';
const HELD = 'client-secret';

/** A provider that has one secret for the account, which its API does not tell. */
function project(secrets: readonly string[]) {
  const told: string[] = [];
  const hooks: Registered[] = [];
  const registrar: Registrar = {
    name: 'hook',
    title: 'hook',
    capabilities: {
      unit: 'object',
      types: { are: 'everything' },
      secret: { from: 'account', steps: ['Open the app.', 'Copy the client secret.'] },
      rotation: { by: 'hand', steps: [] },
      test: 'none',
      changes: { url: true, types: true, state: true, form: [] },
      refusesDuplicates: false,
      marks: false,
    },
    list: () => Promise.resolve(hooks),
    create: ({ url }) => {
      hooks.push({ id: 'h1', url, types: 'all', isOn: true, isMarked: true });
      return Promise.resolve({ registered: { id: 'h1', url, types: 'all', isOn: true, isMarked: true } });
    },
    remove: () => Promise.resolve(),
  };
  const run = () =>
    connect(
      {
        entry: catalog.shopify,
        registration: {
          integration: { provider: 'shopify' },
          key: { is: 'a token', where: 'here' },
          ways: [registrar],
        },
        url: URL,
        options: { type: ['orders/paid'], 'all-types': false, 'dry-run': false, 'take-over': false, wait: false },
      },
      {
        api: new RegistrationApi('shopify', { services: withApiKey('key') }),
        keeper: {
          where: 'the secret shopify',
          delayMs: 0,
          held: () => Promise.resolve(secrets),
          add: () => Promise.reject(new Error('There is nothing to add.')),
        },
        events: { events: () => Promise.resolve({ events: [] }), event: () => Promise.resolve(undefined) },
        tell: (text) => void told.push(text),
        mayChange: () => Promise.resolve(true),
        opened: (url) => url,
        wait: () => Promise.resolve(),
        now: () => new Date('2026-11-30T00:00:00Z'),
      },
    );
  return { run, told };
}

it('says where the secret of an account is found, and is not done before the function holds it', async () => {
  const { run, told } = project([]);
  for (const does of ['create', 'nothing'])
    expect(await run()).toMatchObject({ does, isDone: false, secret: 'none', id: 'h1' });
  expect(told.join('\n')).toContain(
    'refused until what signs them is in the secret shopify:\n1. Open the app.\n2. Copy the client secret.',
  );
});

it('is done if the function holds the secret of the account', async () => {
  const { run, told } = project([HELD]);
  expect(await run()).toMatchObject({ isDone: true, secret: 'kept' });
  expect(told.join('\n')).not.toContain('Open the app');
});
