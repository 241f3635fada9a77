/**
 * `integration-service/stripe/testing`: Stripe's events and API for tests, without an account and without a network.
 * @module
 */

export {
  commandsOf,
  reviveStripe,
  stripeConsumer,
  stripeEvent,
  thinSibling,
  type StripeEventChanges,
} from '../testing/stripe-events.ts';
export { StripeApi, type StripeAnswer, type StripeRequest } from '../testing/stripe-api.ts';
