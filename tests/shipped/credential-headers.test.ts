import { expect, it } from 'vitest';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { credentialHeadersOf } from '../../local/integrations.ts';

it('the providers that send their secret with each request send it in this header', async () => {
  const all = Object.values(catalog).map(({ provider }) => ({ provider }));
  expect(new Set(await credentialHeadersOf(all))).toEqual(new Set(['authorization']));
});
