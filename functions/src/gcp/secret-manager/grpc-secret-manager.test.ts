import { expect, it, onTestFinished, vi } from 'vitest';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { GrpcSecretManager } from './grpc-secret-manager.ts';
import { SecretManagerStore } from './secret-manager-store.ts';

it('a client that cannot be loaded means unreachable, and is loaded again', async () => {
  vi.stubEnv('GCLOUD_PROJECT', 'demo');
  onTestFinished(() => void vi.unstubAllEnvs());
  const load = vi.fn(() => Promise.reject(new Error('No such module.')));
  const store = new SecretManagerStore(memoryPorts().log, new GrpcSecretManager(load));
  await expect(store.versions('stripe')).rejects.toMatchObject({ reason: 'unreachable' });
  await expect(store.versions('stripe')).rejects.toMatchObject({ reason: 'unreachable' });
  expect(load).toHaveBeenCalledTimes(2);
});
