import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { defaultCredentials } from './default-credentials.ts';
import { targetOf } from './google-rest.ts';
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

it('are the same for all services', () => {
  const one = targetOf('pubsub.googleapis.com', undefined);
  expect(targetOf('secretmanager.googleapis.com', '').credentials).toBe(one.credentials);
});

it('of a service account in a file sign their requests themselves, and name its project', async () => {
  useFile(serviceAccount('sender'));
  const credentials = defaultCredentials();
  expect(claimsIn(await credentials.headers())).toMatchObject({
    iss: 'sender@shop.iam.gserviceaccount.com',
    scope: 'https://www.googleapis.com/auth/cloud-platform',
  });
  expect(await credentials.projectId()).toBe('shop');
});

it('of a file are read again when they were refused, once for all who were refused', async () => {
  const file = useFile(serviceAccount('first'));
  const credentials = defaultCredentials();
  const [one, other] = [await credentials.headers(), await credentials.headers()];
  file.write(serviceAccount('second'));
  expect(await credentials.headers()).toEqual(one);
  credentials.renew(one);
  expect(claimsIn(await credentials.headers())).toMatchObject({ iss: 'second@shop.iam.gserviceaccount.com' });
  file.write(serviceAccount('third'));
  credentials.renew(other);
  expect(claimsIn(await credentials.headers())).toMatchObject({ iss: 'second@shop.iam.gserviceaccount.com' });
});

it('of a file that is none are looked for again by whoever asks next', async () => {
  const file = useFile({ type: 'none' });
  const credentials = defaultCredentials();
  await expect(credentials.headers()).rejects.toThrow();
  file.write(serviceAccount('sender'));
  expect(claimsIn(await credentials.headers())).toMatchObject({ iss: 'sender@shop.iam.gserviceaccount.com' });
});

const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

function serviceAccount(name: string): object {
  return {
    type: 'service_account',
    project_id: 'shop',
    client_email: `${name}@shop.iam.gserviceaccount.com`,
    private_key: privateKey,
  };
}

/** What a request that signs itself says of itself. */
function claimsIn({ authorization }: Readonly<Record<string, string>>): unknown {
  const [, claims = ''] = authorization?.replace('Bearer ', '').split('.') ?? [];
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

function useFile(content: object): { write(content: object): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'credentials-'));
  const file = path.join(folder, 'key.json');
  const write = (one: object) => writeFileSync(file, JSON.stringify(one));
  write(content);
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', file);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  return { write };
}
