export type Provider = 'stripe';
