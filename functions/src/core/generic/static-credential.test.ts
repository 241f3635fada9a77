import { expect, it } from 'vitest';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { staticCredentialIntegration } from './static-credential.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

function request(headers: RawWebhook['headers']): RawWebhook {
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from('{"id":"e1"}'), receivedAt: NOW };
}

it.each([
  ['bearer', 'authorization', 'Bearer token', 'token'],
  ['bearer', 'authorization', 'Bearer token', 'Bearer token'],
  ['basic', 'authorization', 'Basic dXNlcjpwYXNz', 'user:pass'],
  ['basic', 'authorization', 'Basic dXNlcjpwYXNz', 'Basic dXNlcjpwYXNz'],
  ['header:x-api-key', 'x-api-key', 'Bearer a, b', 'Bearer a, b'],
] as const)('by %s, %s: %s proves the sender to whom the secret is %s', async (credential, header, value, secret) => {
  const integration = staticCredentialIntegration('acme', { credential });
  const verified = await integration.verify(request({ [header]: value }), [secret], NOW, { toleranceSeconds: 0 });
  expect(verified.secret).toBe(0);
});

it('every part of an event is marked as unsigned', () => {
  const integration = staticCredentialIntegration('acme', { credential: 'bearer', id: '/id', subject: '/id' });
  expect(integration.describe({ id: 'e1' }, request({}))).toMatchObject({
    id: 'e1',
    subject: 'e1',
    unsigned: ['id', 'type', 'time', 'subject'],
  });
});

it('a credential in a header that can be none is refused at start', () => {
  expect(() => staticCredentialIntegration('acme', { credential: 'header:X API' })).toThrow(/in lower case/);
  expect(() => staticCredentialIntegration('acme', { credential: 'header:' })).toThrow(
    expect.objectContaining({ code: 'acme/bad-config' }),
  );
});
