import { expect, it } from 'vitest';
import type { DeployedFunction } from '../delivery/google/deployed-functions.ts';
import { GoogleApiError } from '../delivery/google/rest.ts';
import type { SubscriptionState } from '../delivery/ports.ts';
import { BUNDLE } from '../delivery/testing/acme.ts';
import { CloudSubscriptions, type SubscriptionSources } from './cloud-subscriptions.ts';

const CONSUMER = 'acme-onAcmeEvent';
const OWN = 'projects/p/subscriptions/eventarc-us-central1-acme-sub-1';
const OTHER = 'projects/p/subscriptions/warehouse';
const TOPIC = 'projects/p/topics/integration-acme-events';

/** Under an id that a prefix was put before: it is found by what it runs. */
const DEPLOYED: DeployedFunction = {
  id: 'kit-acme-onAcmeEvent',
  region: 'us-central1',
  entryPoint: 'acme.onAcmeEvent',
  topic: undefined,
  trigger: 'projects/p/locations/us-central1/triggers/acme-1',
  triggerAccount: undefined,
  serviceAccount: undefined,
  service: undefined,
  createdAt: undefined,
};

/** As Eventarc makes it: a day of retention, no dead letters. */
const MADE: SubscriptionState = {
  topic: TOPIC,
  ackDeadlineSeconds: 10,
  messageRetentionDuration: '86400s',
  retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
};

function sourcesOf(more: Partial<SubscriptionSources> = {}): SubscriptionSources {
  return {
    projectId: 'p',
    bundle: BUNDLE,
    pubsub: {
      subscription: async () => MADE,
      subscriptionsOf: async (topic) => (topic === TOPIC ? [OWN, OTHER] : []),
    },
    functions: {
      ofCodebase: async () => ({ functions: [DEPLOYED], listeners: [], unreachable: [] }),
      subscriptionBehind: async () => OWN,
    },
    measurements: { backlog: async () => 12, oldestUnackedSeconds: async () => 90 },
    ...more,
  };
}

it("a consumer's subscription comes with its backlog and with what is off the policy; anybody else's as it is", async () => {
  const [own, other, ...rest] = await new CloudSubscriptions(sourcesOf()).subscriptions();
  expect(rest).toEqual([]);
  expect(own).toMatchObject({
    name: 'eventarc-us-central1-acme-sub-1',
    topic: 'integration-acme-events',
    consumer: CONSUMER,
    backlog: 12,
    oldestUnackedSeconds: 90,
    policy: { retention: '1 day', 'ack deadline': '10 s', backoff: '10 s to 600 s' },
  });
  expect(own?.drift).toContain('retention: 1 day; the policy says 31 days.');
  expect(own?.drift).toContain(
    'dead letters: dropped; the policy says to integration-acme-events-dead-letter after 100 deliveries.',
  );
  expect(other).toMatchObject({ name: 'warehouse', drift: [] });
  expect(other).not.toHaveProperty('consumer');
});

it('what may not be measured is left out, and holds up nothing', async () => {
  const refused = async () => Promise.reject(new GoogleApiError(403, 'Google answered 403.'));
  const measurements = { backlog: refused, oldestUnackedSeconds: refused };
  const [own] = await new CloudSubscriptions(sourcesOf({ measurements })).subscriptions();
  expect(own).toMatchObject({ consumer: CONSUMER });
  expect(own).not.toHaveProperty('backlog');
});

it('if the functions cannot be listed, a subscription of Eventarc is not said to be as the policy wants it', async () => {
  const refused = async () => Promise.reject(new GoogleApiError(403, 'Google answered 403 to GET.'));
  const functions = { ofCodebase: refused, subscriptionBehind: refused };
  const [own, other] = await new CloudSubscriptions(sourcesOf({ functions })).subscriptions();
  expect(own?.drift).toEqual([expect.stringContaining('Google answered 403 to GET.')]);
  expect(other?.drift).toEqual([]);
});

it('topics that may not be listed are an error that says so', async () => {
  const pubsub = {
    subscription: async () => MADE,
    subscriptionsOf: async () => Promise.reject(new GoogleApiError(403, 'Google answered 403 to GET.')),
  };
  await expect(new CloudSubscriptions(sourcesOf({ pubsub })).subscriptions()).rejects.toThrow('Google answered 403');
});
