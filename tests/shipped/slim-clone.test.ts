import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalog, durableSagas } from '../../functions/src/generated/catalog.ts';
import { planRemoval, readUserSources } from '../../ops/scaffold/removal.ts';

const files = readUserSources(join(import.meta.dirname, '..', '..'));
const providers = Object.keys(catalog);

/** The durable sagas that are in a provider's own folder. */
function ownSagasOf(provider: string): readonly string[] {
  return Object.entries(durableSagas)
    .filter(([, { providers: of }]) => of.length === 1 && of[0] === provider)
    .map(([name]) => name);
}

it.each(providers.filter((provider) => ownSagasOf(provider).length > 0))(
  'a clone with %s alone keeps the durable sagas that take the events of no other provider',
  (provider) => {
    const others = providers.filter((other) => other !== provider);
    const removed = new Set(planRemoval(files, others, new Set()).files);
    const kept = [...files]
      .filter(([file]) => !removed.has(file) && !file.endsWith('.test.ts'))
      .map(([, text]) => text);
    const missing = ownSagasOf(provider).filter(
      (name) => !kept.some((text) => text.includes(`export const ${name} = `)),
    );
    expect(missing).toEqual([]);
  },
);

it('dunning, late shipments and entitlements stay with Stripe alone', () => {
  expect(ownSagasOf('stripe')).toEqual(
    expect.arrayContaining(['dunning', 'stripeEntitlements', 'stripeLateShipments', 'trialEnding']),
  );
});
