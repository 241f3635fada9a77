import Stripe from 'stripe';

/**
 * The parts of the SDK that the webhook function needs: its signature check, and the API version of its types. Here the
 * whole SDK is loaded with them; in the bundle, scripts/lib/stripe-signature.ts replaces this module with these parts
 * alone, since loading the rest takes a tenth of a cold start.
 */
export const webhooks: typeof Stripe.webhooks = Stripe.webhooks;
export const API_VERSION: typeof Stripe.API_VERSION = Stripe.API_VERSION;
