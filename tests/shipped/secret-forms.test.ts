import { describe, expect, it } from 'vitest';
import { secretSourceOf, type SecretHolder } from '../../functions/src/core/secrets/secret-source.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { readSettings, variableOf } from '../../functions/src/core/config/settings.ts';
import { systemClock } from '../../functions/src/core/ports.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { MemorySecrets } from '../../functions/src/testing/memory-ports.ts';

/** Put together from parts, so that no scanner takes them for real ones. */
const API_KEYS: readonly string[] = [
  ['sk', 'test', '51HxAbCdEfGhIjKl'].join('_'),
  ['rk', 'live', '51HxAbCdEfGhIjKl'].join('_'),
  ['pk', 'live', '51HxAbCdEfGhIjKl'].join('_'),
  ['sk', 'a2V5XzAxSDBaQ0hBUlNFUw'].join('_'),
  ['ghp', 'a'.repeat(36)].join('_'),
  ['github', 'pat', 'a'.repeat(22)].join('_'),
  ['xoxb', '123', 'abc'].join('-'),
  ['SG', 'a'.repeat(22), 'b'.repeat(43)].join('.'),
  `AC${'0'.repeat(32)}`,
  ['re', 'abcdefgh', 'abcdefghijklmnop'].join('_'),
  ['pdl', 'live', 'apikey', '01abc'].join('_'),
  ['shpat', '0'.repeat(32)].join('_'),
  ['ck', '0'.repeat(40)].join('_'),
  ['pat', 'na1', '11111111-2222'].join('-'),
  ['lin', 'api', 'abcdef'].join('_'),
  'EZAK1234567890',
  'dG9rOjEyMzQ1Njc4',
  'SSWS 00abcdef',
  ['-----BEGIN ', 'PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----'].join(''),
];

const loaded = await Promise.all(
  Object.values(catalog).map(async (entry) => ({
    integration: await entry.integration(),
    samples: await entry.samples(),
  })),
);

/** Starts with a secret by value. @returns what was warned of. */
async function start(integration: SecretHolder, secret: string): Promise<readonly string[]> {
  const { provider } = integration;
  const settings = readSettings(provider, {}, { [variableOf(provider, 'WebhookSecret')]: secret });
  const warnings: string[] = [];
  const log = createLogger(({ message }) => warnings.push(message), 'warn');
  secretSourceOf(integration, settings, { secrets: new MemorySecrets(), clock: systemClock, log });
  return warnings;
}

describe.each(loaded)('$integration.provider at start', ({ integration, samples }) => {
  it('takes a secret as the provider makes it', async () => {
    expect(await start(integration, samples.makeSecret().configured)).toEqual([]);
  });

  it.each(API_KEYS)('refuses the API key %s as webhook secret, and does not repeat it', async (key) => {
    const started = start(integration, key);
    await expect(started).rejects.toMatchObject({ code: `${integration.provider}/bad-config` });
    await expect(started).rejects.not.toThrow(key);
  });
});

describe('a secret in another form than the provider makes is refused with where the right one is', () => {
  const [whsec, hex] = [`whsec_${'a'.repeat(32)}`, 'ab'.repeat(16)];
  it.each([
    ['stripe', hex, 'begins with whsec_'],
    ['paddle', whsec, 'begins with pdl_ntfset_'],
    ['meta', whsec, 'Settings, Basic'],
    ['postmark', hex, 'user:password'],
    ['slack', whsec, 'Basic Information'],
    ['slack', hex.slice(1), 'Basic Information'],
    ['hubspot', hex, 'which is a UUID'],
    ['shopify', whsec, 'begins with shpss_'],
    ['twilio', whsec, 'auth token'],
    ['zendesk', 'my own secret', 'base64'],
    ['workos', 'short', 'page of the webhook endpoint'],
    ['intercom', 'short', 'Developer Hub'],
    ['clerk', 'not base64!', 'copy it from the endpoint'],
    ['sendgrid', hex, 'verification key'],
    ['shipstation', hex, 'SHIPSTATION_KEYS_URL'],
    ['gitlab', hex, 'signing token'],
    ['calcom', 'no-secret-provided', 'enter a secret'],
    ['openai', hex, 'begins with whsec_'],
    ['twitch', 'too short', '10 to 100'],
    ['airtable', 'not base64!', 'macSecretBase64'],
    ['adyen', hex, 'Customer Area'],
    ['adyenPlatform', hex, 'Customer Area'],
    ['mercadopago', 'APP_USR-4400000000000001', 'not an access token'],
    ['paypal', whsec, 'under Webhooks'],
    ['plaid', hex, 'client_id:secret:production'],
    ['braintree', hex, 'public key|private key'],
  ])('%s: %s', async (provider, secret, advice) => {
    const found = loaded.find(({ integration }) => integration.provider === provider);
    if (found === undefined) throw new Error(provider);
    await expect(start(found.integration, secret)).rejects.toThrow(advice);
  });
});

it('a secret of fewer than 16 characters is warned of, where the operator chooses it', async () => {
  const github = await catalog.github.integration();
  expect(await start(github, 'fifteen letters')).toEqual([
    expect.stringContaining('GITHUB_WEBHOOK_SECRET is shorter than 16 characters'),
  ]);
  expect(await start(github, 'sixteen letters!')).toEqual([]);
});
