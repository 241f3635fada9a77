import type { Registration } from '../../core/registration/registrar.ts';
import { stripe } from './index.ts';
import { connectedDestinations, snapshotDestination, thinDestination } from './registration/destinations.ts';
import { endpoint } from './registration/endpoints.ts';

/** How Stripe sends events here: to an event destination of API v2, or to a webhook endpoint of API v1. */
export const stripeRegistration: Registration = {
  integration: stripe,
  key: {
    is: 'a secret key, or a restricted key that may write "Webhook Endpoints" and "Event Destinations"',
    where: 'https://dashboard.stripe.com/apikeys',
    form: /^(?:sk|rk)_\w+$/,
  },
  ways: [snapshotDestination, thinDestination, endpoint, ...connectedDestinations],
};
