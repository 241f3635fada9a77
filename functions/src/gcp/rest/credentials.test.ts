import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { defaultCredentials } from './credentials.ts';
import { MetadataCredentials } from './metadata-credentials.ts';

it('come straight from the metadata server on Cloud Run', () => {
  expect(defaultCredentials({ K_SERVICE: 'stripe-webhook' })).toBeInstanceOf(MetadataCredentials);
});

it.each([
  ['anywhere else', {}],
  ['in the functions emulator, which sets the same variables', { K_SERVICE: 's', FUNCTIONS_EMULATOR: 'true' }],
  ['where a file of credentials is named', { K_SERVICE: 's', GOOGLE_APPLICATION_CREDENTIALS: '/key.json' }],
  ['where the folder of gcloud is named', { K_SERVICE: 's', CLOUDSDK_CONFIG: '/gcloud' }],
])('are left to google-auth-library %s', (_where, environment) => {
  expect(defaultCredentials(environment)).not.toBeInstanceOf(MetadataCredentials);
});

it('of a service account in a file sign their requests themselves, and name its project', async () => {
  useFile({
    type: 'service_account',
    project_id: 'shop',
    client_email: 'sender@shop.iam.gserviceaccount.com',
    private_key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }),
  });
  const credentials = defaultCredentials();
  const { authorization } = await credentials.headers();
  const [, claims = ''] = authorization?.replace('Bearer ', '').split('.') ?? [];
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    iss: 'sender@shop.iam.gserviceaccount.com',
    scope: 'https://www.googleapis.com/auth/cloud-platform',
  });
  expect(await credentials.projectId()).toBe('shop');
});

function useFile(content: object): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'credentials-'));
  const file = path.join(folder, 'key.json');
  writeFileSync(file, JSON.stringify(content));
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', file);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
}
