import { expect, it } from 'vitest';
import { service } from '../../core/logic/service.ts';
import { makeTwilioClient } from './client.ts';
import { withApiKey } from '../../testing/service-sources.ts';

const ACCOUNT = `AC${'0'.repeat(32)}`;
const clientWith = (key: string) => service('twilio', makeTwilioClient).get(withApiKey(key));

it.each([
  ['the auth token', `${ACCOUNT}:token`, ACCOUNT],
  ['an API key', `${ACCOUNT}:SK1:secret`, 'SK1'],
])('an account and %s create a client for that account', async (_what, key, username) => {
  expect(await clientWith(key)).toMatchObject({ accountSid: ACCOUNT, username });
});

it.each(['token', `${ACCOUNT}:`, ':token', `${ACCOUNT}:a:b:c`])('%j says what is missing', async (key) => {
  await expect(clientWith(key)).rejects.toThrow(
    expect.objectContaining({ code: 'twilio/bad-config', message: expect.stringContaining('TWILIO_API_KEY') }),
  );
});
