import { expect, it } from 'vitest';
import { deployFunction, eventarcSubscription } from '../testing/acme.ts';
import { FakeGoogle } from '../testing/fake-google.ts';
import { DeployedFunctions } from './deployed-functions.ts';

const FUNCTION = 'functions/projects/demo/locations/us-central1/functions/acme-onAcmeEvent';
const TRIGGER = 'eventarc/projects/demo/locations/us-central1/triggers/acme-onacmeevent-001';

async function withFunction() {
  const google = await FakeGoogle.start();
  deployFunction(google, 'acme-onAcmeEvent', 'events');
  const place = { projectId: 'demo', region: 'us-central1' };
  return { google, functions: new DeployedFunctions(google.rest, google.endpoints, place) };
}

it('a function leads by its trigger to its subscription', async () => {
  const { google, functions } = await withFunction();
  await using _ = google;
  const subscription = eventarcSubscription('acme-onAcmeEvent');
  expect(await functions.subscriptionOf('acme-onAcmeEvent')).toEqual({ status: 'found', subscription });
});

it('a function that is not there is undeployed', async () => {
  const { google, functions } = await withFunction();
  await using _ = google;
  expect(await functions.subscriptionOf('acme-other')).toMatchObject({ status: 'undeployed' });
});

it.each([
  ['has no trigger', FUNCTION, { name: FUNCTION }, 'has no Eventarc trigger'],
  ['has a trigger without a subscription', TRIGGER, { transport: {} }, 'has no subscription'],
])('a function that %s is of no use', async (_what, name, resource, why) => {
  const { google, functions } = await withFunction();
  await using _ = google;
  google.resources.set(name, resource);
  const resolution = await functions.subscriptionOf('acme-onAcmeEvent');
  expect(resolution).toMatchObject({ status: 'unusable', why: expect.stringContaining(why) });
});

it('all functions of a codebase are listed, from every region and every page', async () => {
  const { google, functions } = await withFunction();
  await using _ = google;
  for (const region of ['europe-west1', 'europe-west3', 'asia-east1', 'us-east1']) {
    deployFunction(google, 'acme-onAcmeEvent', 'events', region);
  }
  google.resources.set(FUNCTION, {
    ...google.resources.get(FUNCTION),
    labels: { 'firebase-functions-codebase': 'theirs' },
  });
  const found = await functions.ofCodebase('integration-service');
  expect(found.map(({ name }) => name.split('/')[3])).toEqual([
    'europe-west1',
    'europe-west3',
    'asia-east1',
    'us-east1',
  ]);
});
