import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import engine from '../../functions/src/package.json' with { type: 'json' };
import { FILES, secondCodebase, type SecondCodebase } from '../second-codebase/second-codebase.ts';

/** Providers with what Stripe does not have. */
const PROVIDERS = new Map([
  ['topic', 'googlePlay'],
  ['object-states', 'googlePlay'],
  ['failed-deliveries', 'razorpay'],
]);

/** Entries for what a user's own tree or a test runner brings along. */
const NOT_PACKED = ['./instances/*'];

describe('a second codebase of six files, which depends on the packed engine', () => {
  let codebase: SecondCodebase;
  beforeAll(() => {
    codebase = secondCodebase();
  }, 180_000);
  afterAll(() => codebase[Symbol.dispose]());

  it('has six files, one of which is the saga of the README, unchanged', () => {
    expect(Object.keys(FILES)).toHaveLength(6);
    expect(FILES['functions/src/sagas/stripe/end-access.ts']).toContain("from 'integration-service/stripe';");
  });

  it('type-checks and compiles', () => {
    expect(codebase.compile()).toBe('');
  });

  it('narrows an event by its type, and knows no type that Stripe does not send', () => {
    codebase.write('functions/src/narrowed.ts', NARROWED);
    codebase.write('functions/src/misspelt.ts', MISSPELT);
    const faults = codebase
      .compile()
      .split('\n')
      .filter((line) => line.includes('error'));
    expect(faults).toEqual([
      expect.stringMatching(/^src\/misspelt\.ts\(4,.*'"customer\.subscription\.exploded"' is not assignable/),
    ]);
  });

  it('can load every entry of the engine, and nothing else of it', () => {
    const entries = Object.keys(engine.exports)
      .filter((key) => !NOT_PACKED.includes(key))
      .map((key) =>
        key.replace('.', 'integration-service').replace('*', PROVIDERS.get(path.basename(key)) ?? 'stripe'),
      );
    const loaded = codebase.run(`
      const names = ${JSON.stringify(entries)};
      for (const name of names) await import(name);
      const inner = await import('integration-service/core/logic/saga.js').catch(({ code }) => code);
      console.log(JSON.stringify({ loaded: names, inner }));
      process.exit();`);
    expect(JSON.parse(loaded)).toEqual({ loaded: entries, inner: 'ERR_MODULE_NOT_FOUND' });
  });

  it('deploys one function, on the topic of the codebase that has the webhook', () => {
    codebase.compile();
    const endpoint = codebase.run(`
      process.env.GCLOUD_PROJECT = 'demo-shop';
      const { shop } = await import('./lib/index.js');
      console.log(JSON.stringify(shop.stripe.onStripeEvent.__endpoint));
      process.exit();`);
    expect(JSON.parse(endpoint)).toMatchObject({
      platform: 'gcfv2',
      eventTrigger: { eventFilters: { topic: 'integration-stripe-events' }, retry: true },
    });
  });
});

const NARROWED = `import { map } from 'rxjs';
import { isOfType, saga } from 'integration-service';
import { isStripeSnapshotOfType, StripeEvent } from 'integration-service/stripe';
import type Stripe from 'stripe';
import { EndAccess } from './sagas/stripe/end-access.ts';

export const narrowed = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeSnapshotOfType('customer.subscription.deleted'),
    map(({ event }) => {
      const subscription: Stripe.Subscription = event.data.object;
      return new EndAccess(subscription.id);
    }),
  ),
);
`;

const MISSPELT = `import { isStripeEventOfType } from 'integration-service/stripe';

export const misspelt = isStripeEventOfType(
  'customer.subscription.exploded',
);
`;
