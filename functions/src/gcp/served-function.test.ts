import { afterEach, describe, expect, it, vi } from 'vitest';
import { servesEventsOnly, servesOnly } from './served-function.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a process serves a webhook only', () => {
  it.each([
    ['stripe.webhook', true],
    ['eu.stripe.webhook', true],
    ['stripe.onStripeEvent', false],
    ['shop.stripe.onStripeEvent', false],
    ['mystripe.webhook', false],
    [undefined, false],
  ])('with FUNCTION_TARGET %s: %s', (target, serves) => {
    vi.stubEnv('FUNCTION_TARGET', target);
    expect(servesOnly('stripe.webhook')).toBe(serves);
  });
});

describe('a process serves events only', () => {
  it.each([
    ['stripe.onStripeEvent', 'cloudevent', true],
    ['stripe.webhook', 'http', false],
    ['stripe.webhook', undefined, false],
    [undefined, undefined, false],
  ])('with FUNCTION_TARGET %s and signature %s: %s', (target, signature, serves) => {
    vi.stubEnv('FUNCTION_TARGET', target);
    vi.stubEnv('FUNCTION_SIGNATURE_TYPE', signature);
    expect(servesEventsOnly()).toBe(serves);
  });
});
