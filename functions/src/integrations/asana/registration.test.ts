import { expect, it } from 'vitest';
import { ASANA_KEY, ASANA_PROJECT, FakeAsana } from '../../testing/registrar/fake-asana.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { asanaRegistration } from './registration.ts';

const world: RegistrarWorld = {
  registration: asanaRegistration,
  fake: () => new FakeAsana(),
  types: ['task.changed', 'task.added', 'story.added'],
  at: ASANA_PROJECT,
  apiKey: ASANA_KEY,
};

testRegistrar(world);

it('is not created without an open registration: nobody repeats the secret', async () => {
  await using run = await RegistrarRun.start(world);
  const desired = { url: 'https://a.example/asana-webhook', types: ['task.added'], at: ASANA_PROJECT, form: {} };
  const error: unknown = await run.registrar.create?.(desired, run.api()).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ status: 400, said: 'The remote server did not respond with the handshake secret.' });
  expect(run.fake.held()).toEqual([]);
});

it('is told from one for some fields of a task alone', async () => {
  const fake = new FakeAsana();
  await using run = await RegistrarRun.start({ ...world, fake: () => fake });
  await run.connect({ types: ['task.changed'] });
  const [one] = fake.webhooks;
  if (one === undefined) throw new Error('There is none.');
  fake.webhooks[0] = { ...one, filters: [{ resource_type: 'task', action: 'changed', fields: ['name'] }] };
  expect((await run.list())[0]?.types).toEqual(['task.changed(name)']);
  expect((await run.connect({ types: ['task.changed'] })).does).toBe('update');
  expect((await run.list())[0]?.types).toEqual(['task.changed']);
});
