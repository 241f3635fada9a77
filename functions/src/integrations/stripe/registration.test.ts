import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { FakeDestinations } from '../../testing/registrar/stripe-destinations.ts';
import { FakeEndpoints, STRIPE_KEY } from '../../testing/registrar/stripe-endpoints.ts';
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
