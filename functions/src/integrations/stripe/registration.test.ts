import { expect, it } from 'vitest';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { FakeDestinations } from '../../testing/registrar/stripe-destinations.ts';
import { FakeEndpoints, STRIPE_KEY } from '../../testing/registrar/stripe-endpoints.ts';
import { RegistrarRun } from '../../testing/registrar/registrar-world.ts';
import { stripeRegistration } from './registration.ts';

const types = ['customer.created', 'invoice.paid', 'charge.refunded'] as const;

testRegistrar({
  registration: stripeRegistration,
  way: 'endpoint',
  fake: () => new FakeEndpoints(),
  types,
  apiKey: STRIPE_KEY,
});

testRegistrar({
  registration: stripeRegistration,
  way: 'destination',
  fake: () => new FakeDestinations(),
  types,
  apiKey: STRIPE_KEY,
});

testRegistrar({
  registration: stripeRegistration,
  way: 'thin',
  fake: () => new FakeDestinations('thin'),
  types,
  apiKey: STRIPE_KEY,
});

testRegistrar({
  registration: stripeRegistration,
  way: 'connected',
  fake: () => new FakeDestinations('snapshot', '@accounts'),
  types,
  apiKey: STRIPE_KEY,
});

testRegistrar({
  registration: stripeRegistration,
  way: 'connected-thin',
  fake: () => new FakeDestinations('thin', '@accounts'),
  types,
  apiKey: STRIPE_KEY,
});

it('a destination for connected accounts is not taken for the one of the own account', async () => {
  const fake = new FakeDestinations();
  const world = { registration: stripeRegistration, fake: () => fake, types, apiKey: STRIPE_KEY };
  await using own = await RegistrarRun.start({ ...world, way: 'destination' });
  await using connected = await RegistrarRun.start({ ...world, way: 'connected' });
  await own.connect();
  await connected.connect();
  expect(fake.held()).toHaveLength(2);
  expect([await own.list(), await connected.list()].map((list) => list.map(({ id }) => id))).toEqual([
    ['ed_1'],
    ['ed_2'],
  ]);
});
