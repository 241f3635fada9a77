import { expect, it } from 'vitest';
import { signedUrls } from './signed-urls.ts';

const request = {
  method: 'POST',
  url: '/hook?from=request',
  headers: { host: 'attacker.example', 'x-forwarded-host': 'attacker.example' },
  rawBody: Buffer.alloc(0),
  receivedAt: new Date(),
};

it('a registered URL gets the query of the request, whatever the request says of its host', () => {
  const publicUrls = ['https://a.example/hook', 'https://b.example/'];
  expect(signedUrls('twilio', { ...request, publicUrls })).toEqual([
    'https://a.example/hook?from=request',
    'https://b.example/?from=request',
  ]);
});

it.each(['https://a.example/hook?tenant=1', 'https://a.example/hook#rc=5'])('%s is used unchanged', (url) => {
  expect(signedUrls('twilio', { ...request, publicUrls: [url] })).toEqual([url]);
});

it('without a registered URL the error names the variable to set', () => {
  expect(() => signedUrls('twilio', { ...request, publicUrls: [] })).toThrow(
    expect.objectContaining({ code: 'twilio/bad-config', message: expect.stringContaining('TWILIO_WEBHOOK_URL') }),
  );
});
