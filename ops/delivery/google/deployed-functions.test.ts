import { expect, it } from 'vitest';
import { deployFunction, eventarcSubscription } from '../testing/acme.ts';
import { FakeGoogle } from '../testing/fake-google.ts';
import { DeployedFunctions, entryPointOf } from './deployed-functions.ts';

const FUNCTION = 'functions/projects/demo/locations/us-central1/functions/acme-onAcmeEvent';
const TRIGGER = 'projects/demo/locations/us-central1/triggers/acme-onacmeevent-001';

async function withFunction() {
  const google = await FakeGoogle.start();
  deployFunction(google, 'acme-onAcmeEvent', 'events');
  return { google, functions: new DeployedFunctions(google.rest, google.endpoints, 'demo') };
}

it('a function is described by what it runs, where, and as whom', async () => {
  const { google, functions } = await withFunction();
  await using _ = google;
  expect((await functions.ofCodebase('integration-service')).functions).toEqual([
    {
      id: 'acme-onAcmeEvent',
      region: 'us-central1',
      entryPoint: 'acme.onAcmeEvent',
      topic: 'projects/demo/topics/events',
      trigger: TRIGGER,
      triggerAccount: undefined,
      serviceAccount: undefined,
      service: 'projects/demo/locations/us-central1/services/acme-onacmeevent',
      createdAt: new Date('2026-11-23T09:00:00.123Z'),
    },
  ]);
});

it('every function of the bundle has the entry point that the Firebase CLI gives it', () => {
  expect(entryPointOf('acme-onAcmeEvent')).toBe('acme.onAcmeEvent');
});

it('a trigger leads to its subscription', async () => {
  const { google, functions } = await withFunction();
  await using _ = google;
  expect(await functions.subscriptionBehind(TRIGGER)).toBe(eventarcSubscription('acme-onAcmeEvent'));
  google.resources.set(`eventarc/${TRIGGER}`, { transport: {} });
  expect(await functions.subscriptionBehind(TRIGGER)).toBeUndefined();
  google.resources.delete(`eventarc/${TRIGGER}`);
  expect(await functions.subscriptionBehind(TRIGGER)).toBeUndefined();
});

it('all functions of a codebase are listed, from every region and every page', async () => {
  const { google, functions } = await withFunction();
  await using _ = google;
  for (const region of ['europe-west1', 'europe-west3', 'asia-east1', 'us-east1']) {
    deployFunction(google, 'acme-onAcmeEvent', 'events', region);
  }
  const labels = { 'firebase-functions-codebase': 'theirs' };
  google.resources.set(FUNCTION, { ...google.resources.get(FUNCTION), labels });
  const found = await functions.ofCodebase('integration-service');
  expect(found.functions.map(({ region }) => region)).toEqual([
    'europe-west1',
    'europe-west3',
    'asia-east1',
    'us-east1',
  ]);
});

it('a region that Google cannot list is named, and is not an empty one', async () => {
  const { google, functions } = await withFunction();
  await using _ = google;
  google.unreachable = ['us-central1'];
  expect(await functions.ofCodebase('integration-service')).toMatchObject({
    functions: [],
    unreachable: ['us-central1'],
  });
});

it('the functions of a codebase without a name have no label but that of the Firebase CLI', async () => {
  const { google, functions } = await withFunction();
  await using _ = google;
  expect((await functions.ofCodebase('default')).functions).toEqual([]);
  const found = google.resources.get(FUNCTION);
  google.resources.set(FUNCTION, { ...found, labels: { 'deployment-tool': 'cli-firebase--action' } });
  expect((await functions.ofCodebase('default')).functions).toHaveLength(1);
  google.resources.set(FUNCTION, { ...found, labels: { 'deployment-tool': 'terraform' } });
  expect((await functions.ofCodebase('default')).functions).toEqual([]);
});
