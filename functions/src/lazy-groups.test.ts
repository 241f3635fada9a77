import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { defineBundle } from './core/config/bundle.ts';
import { defineGroups } from './lazy-groups.ts';
import { REQUIRED_APIS } from './required-apis.ts';

const on = { STRIPE_WEBHOOK_SECRET: 'whsec_1' };

describe('the groups of functions', () => {
  it('are listed with their functions', () => {
    const target = {};
    defineGroups(target, defineBundle({}, on), {
      loaders: { stripe: { webhook: () => 'w', onStripeEvent: () => 's' } },
    });
    expect(Object.entries(target)).toEqual([['stripe', { webhook: 'w', onStripeEvent: 's' }]]);
  });

  it('load the one function that is read', () => {
    const target: { stripe?: { webhook: unknown } } = {};
    const load = { webhook: vi.fn(() => 'w'), onStripeEvent: vi.fn(() => 's') };
    defineGroups(target, defineBundle({}, on), { loaders: { stripe: load } });
    expect(load.webhook).not.toHaveBeenCalled();
    expect(target.stripe?.webhook).toBe('w');
    expect(load.onStripeEvent).not.toHaveBeenCalled();
  });

  it('name the APIs that a deploy has to enable while the Firebase CLI looks for functions, and at no other time', () => {
    const scheduler = { api: 'cloudscheduler.googleapis.com', reason: 'Needed for scheduled functions.' };
    const load = { reconcile: () => Object.assign(() => undefined, { __requiredAPIs: [scheduler] }) };
    const target: { stripe?: { reconcile: object } } = {};
    defineGroups(target, defineBundle({}, on), { loaders: { stripe: load } });
    expect(target.stripe?.reconcile).toHaveProperty('__requiredAPIs', [scheduler]);
    vi.stubEnv('FUNCTIONS_CONTROL_API', 'true');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(target.stripe?.reconcile).toHaveProperty('__requiredAPIs', [scheduler, ...REQUIRED_APIS]);
  });

  it('are absent for an integration that is off', () => {
    const target = {};
    defineGroups(target, defineBundle({}, on), { loaders: { stripe: {}, twilio: { webhook: () => 'w' } } });
    expect(Object.keys(target)).toEqual(['stripe']);
  });

  it('hold that of durable sagas if one of the integrations is on that they take events of', () => {
    const groupsFor = (...sagaSources: readonly string[]) => {
      const target = {};
      const loaders = { stripe: {}, twilio: {}, sagas: { wake: () => 'w' } };
      defineGroups(target, defineBundle({}, on), { loaders, sagaSources });
      return Object.keys(target);
    };
    expect(groupsFor('stripe', 'twilio')).toEqual(['stripe', 'sagas']);
    expect(groupsFor('twilio')).toEqual(['stripe']);
  });

  it('refuse an integration that is on but wrong, naming the variable to set', () => {
    const config = defineBundle({}, { STRIPE_API_KEY: 'sk_1' });
    expect(() => defineGroups({}, config, { loaders: { stripe: {} } })).toThrow('STRIPE_WEBHOOK_SECRET');
  });

  it('refuse an integration that is on and was off for the build, with the command that builds it', () => {
    const config = defineBundle({}, on);
    expect(() => defineGroups({}, config, { loaders: { twilio: {} }, left: ['stripe'] })).toThrow(
      expect.objectContaining({ code: 'stripe/bad-config', message: expect.stringContaining('npm run build') }),
    );
    const group = {};
    defineGroups(group, config, { loaders: { stripe: {} }, left: ['twilio'] });
    expect(Object.keys(group)).toEqual(['stripe']);
  });
});
