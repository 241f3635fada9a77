import { expect, it } from 'vitest';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { credentialHeadersOf } from '../../local/integrations.ts';

it('of all the providers, Okta alone sends its secret with each request', async () => {
  const all = Object.values(catalog).map(({ provider }) => ({ provider }));
  expect(await credentialHeadersOf(all)).toEqual(['authorization']);
});
