import { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, vi } from 'vitest';
import { emulatorOptions } from '../../functions/src/gcp/emulator.ts';
import { FirestoreStore } from '../../functions/src/gcp/firestore-store.ts';
import { storeConformance } from '../../functions/src/testing/store-conformance.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

describeWithEmulators('Against the Firestore emulator', ({ firestore }) => {
  const clients: Firestore[] = [];

  /** Each test has a project to itself: nothing has to be cleaned away. */
  function freshClient(): Firestore {
    const client = new Firestore({ projectId: uniqueProject(), ...emulatorOptions('FIRESTORE_EMULATOR_HOST') });
    clients.push(client);
    return client;
  }

  beforeAll(() => {
    vi.stubEnv('FIRESTORE_EMULATOR_HOST', firestore);
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all(clients.map((client) => client.terminate()));
  });

  storeConformance(
    'the store in Firestore',
    () => {
      const client = freshClient();
      return new FirestoreStore({ database: '(default)', collectionPrefix: 'integration-' }, async () => client);
    },
    { concurrent: true },
  );
});
