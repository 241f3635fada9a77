import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultCredentials, NoCredentialsError } from './credentials.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'));
  // An isolated machine: no sign-in of whoever runs this, no metadata server.
  vi.stubEnv('CLOUDSDK_CONFIG', folder);
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '');
  vi.stubEnv('METADATA_SERVER_DETECTION', 'none');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A security token service on the loopback interface that gives one answer. */
async function tokenService(status: number, answer: object) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const file = join(folder, 'application_default_credentials.json');
  const subject = join(folder, 'subject-token');
  writeFileSync(subject, 'subject');
  // Workload Identity Federation, as CI systems use it.
  writeFileSync(
    file,
    JSON.stringify({
      type: 'external_account',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/ci',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `http://127.0.0.1:${port}/v1/token`,
      credential_source: { file: subject },
    }),
  );
  return {
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

it('says so if nobody is signed in', async () => {
  await expect(defaultCredentials('demo')).rejects.toThrow(NoCredentialsError);
});

it('where someone is, requests carry their token', async () => {
  using _ = await tokenService(200, { access_token: 'token-1', expires_in: 3600, token_type: 'Bearer' });
  const headers = await defaultCredentials('demo');
  expect((await headers()).get('authorization')).toBe('Bearer token-1');
});

it('a sign-in that ran out is none', async () => {
  using _ = await tokenService(400, { error: 'invalid_grant', error_description: 'Bad Request' });
  await expect(defaultCredentials('demo')).rejects.toThrow(NoCredentialsError);
});

it('a credentials file that cannot be read is a separate error, since someone meant it to be used', async () => {
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', join(folder, 'none.json'));
  const failure = defaultCredentials('demo');
  await expect(failure).rejects.not.toThrow(NoCredentialsError);
  await expect(failure).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/^The Google credentials cannot be used: .*none\.json/),
  });
});
