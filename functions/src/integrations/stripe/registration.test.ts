import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { FakeEndpoints, STRIPE_KEY } from '../../testing/registrar/stripe-endpoints.ts';
import { stripeRegistration } from './registration.ts';

testRegistrar({
  registration: stripeRegistration,
  way: 'endpoint',
  fake: () => new FakeEndpoints(),
  types: ['customer.created', 'invoice.paid', 'charge.refunded'],
  apiKey: STRIPE_KEY,
});
