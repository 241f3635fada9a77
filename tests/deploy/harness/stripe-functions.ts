/** The functions that durable sagas share: those that are shipped take Stripe's events. */
export const SAGA_FUNCTIONS: readonly string[] = ['sagas-onDeadLetter', 'sagas-onSagaEvent', 'sagas-wake'];

export const STRIPE_FUNCTIONS: readonly string[] = ['stripe-onDeadLetter', 'stripe-onStripeEvent', 'stripe-webhook'];

/** Every function of a bundle that has Stripe on and nothing else, by their ids. */
export const ALL_FUNCTIONS: readonly string[] = [...SAGA_FUNCTIONS, ...STRIPE_FUNCTIONS];
