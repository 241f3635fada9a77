import { PubSub } from '@google-cloud/pubsub';
import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { onTestFinished } from 'vitest';
import { GrpcSecretManager } from '../gcp/secret-manager/grpc-secret-manager.ts';
import { emulatorCredentials } from '../gcp/rest/credentials.ts';
import { RestSecretManager } from '../gcp/secret-manager/rest-secret-manager.ts';
import type { FakeSecretManager } from './fake-secret-manager.ts';

/** What is tried again is tried for so long and no longer, in milliseconds. */
const DEADLINE_MS = 400;
/** How long one call by gRPC may take, which is not tried again: longer than any busy machine needs. */
const CALL_MS = 30_000;

/** The one that functions use, talking to the fake until the test is over. */
export async function restTo({ rest }: FakeSecretManager, deadlineMs = DEADLINE_MS): Promise<RestSecretManager> {
  const origin = await rest.listen();
  const secretManager = new RestSecretManager(() => ({ origin, credentials: emulatorCredentials }), deadlineMs);
  onTestFinished(async () => {
    await secretManager.close();
    await rest.close();
  });
  return secretManager;
}

/** The one that tools use, talking to the fake until the test is over. */
export async function grpcTo({ grpc }: FakeSecretManager, callMs = CALL_MS): Promise<GrpcSecretManager> {
  const client = clientOf(await grpc.listen());
  const secretManager = new GrpcSecretManager(() => Promise.resolve(client), callMs);
  onTestFinished(async () => {
    await secretManager.close();
    grpc.close();
  });
  return secretManager;
}

/** Google's client, without TLS and without looking for credentials. */
function clientOf(port: number): SecretManagerServiceClient {
  const options = { clientOptions: { universeDomain: 'googleapis.com' } };
  const { sslCreds } = new PubSub({
    ...options,
    projectId: 'demo',
    apiEndpoint: `127.0.0.1:${port}`,
    emulatorMode: true,
  }).options;
  if (sslCreds === undefined) throw new Error('The Pub/Sub client no longer makes credentials for its emulator.');
  return new SecretManagerServiceClient({ ...options, apiEndpoint: '127.0.0.1', port, sslCreds });
}
