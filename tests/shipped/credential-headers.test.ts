import { expect, it } from 'vitest';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { credentialHeadersOf } from '../../local/integrations.ts';

it('the providers that send their secret with each request send it in these headers', async () => {
  const all = Object.values(catalog).map(({ provider }) => ({ provider }));
  expect(new Set(await credentialHeadersOf(all))).toEqual(
    new Set(['authorization', 'x-easyship-signature', 'x-telegram-bot-api-secret-token']),
  );
});
