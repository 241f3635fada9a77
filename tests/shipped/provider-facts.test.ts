import { expect, it } from 'vitest';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { providerFacts } from '../../ops/console/provider-facts.ts';

const URL_OF_GITHUB = 'https://europe-west1-demo.cloudfunctions.net/github-webhook';

it('an integration that is on has its own name, its names in the cloud and its signature', async () => {
  const config = defineBundle({ scope: 'shop' }, {});
  const facts = await providerFacts(config, [catalog.github, catalog.stripe], ({ provider }) =>
    provider === 'github' ? URL_OF_GITHUB : undefined,
  );
  expect(facts).toEqual([
    expect.objectContaining({
      provider: 'github',
      title: 'GitHub',
      webhook: { name: 'github-webhook', url: URL_OF_GITHUB },
      topic: 'shop-integration-github-events',
      signature: 'HMAC-SHA256 in hex over the body, in x-hub-signature-256',
    }),
  ]);
});

it('the signature tells the window that is configured', async () => {
  const signatureWith = async (stripe: { readonly toleranceSeconds?: number }) => {
    const config = defineBundle({ integrations: { stripe } }, {});
    const [facts] = await providerFacts(config, [catalog.stripe], () => URL_OF_GITHUB);
    return facts?.signature;
  };
  expect(await signatureWith({})).toContain('in stripe-signature, signed at most 300 s ago or ahead');
  expect(await signatureWith({ toleranceSeconds: 60 })).toContain('signed at most 60 s ago or ahead');
});
