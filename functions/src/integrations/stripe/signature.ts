import Stripe from 'stripe';

/**
 * What the door needs of the SDK: how it checks signatures, and the API version of its types. The whole SDK comes with
 * it here; the bundle has these parts alone in place of this module (scripts/lib/stripe-signature.ts), since loading
 * the rest is a tenth of a cold start.
 */
export const webhooks: typeof Stripe.webhooks = Stripe.webhooks;
export const API_VERSION: typeof Stripe.API_VERSION = Stripe.API_VERSION;
