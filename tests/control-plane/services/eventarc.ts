import { objectAt, textAt, type JsonObject } from '../../../ops/delivery/google/json.ts';
import type { Cloud } from '../cloud.ts';
import { nameIn, type Handlers } from '../service.ts';
import { EVENTARC, PUBSUB } from './hosts.ts';

/** @see https://cloud.google.com/eventarc/docs/reference/rest/v1/projects.locations.triggers */
export const eventarc: Handlers = {
  'eventarc.v1.projects.locations.triggers.get': (call, cloud) => cloud.resource(EVENTARC, nameIn(call)),
};

/** What Cloud Functions asks of Eventarc. */
interface Wanted {
  /** The full name of the function. */
  readonly destination: string;
  readonly service: string;
  readonly endpoint: string;
  readonly topic: string;
  readonly serviceAccount: string;
}

/**
 * Makes the trigger of a function, and behind it the subscription as Eventarc makes it: 24 hours of retention, no
 * dead letters.
 * @returns the trigger's name.
 * @see https://cloud.google.com/eventarc/docs/retry-events
 */
export function createTrigger({ destination, service, endpoint, topic, serviceAccount }: Wanted, cloud: Cloud): string {
  const [, project = '', , region = ''] = destination.split('/');
  const id = `${service}-${String(cloud.next()).padStart(6, '0')}`;
  const name = `projects/${project}/locations/${region}/triggers/${id}`;
  const subscription = `projects/${project}/subscriptions/eventarc-${region}-${id}-sub-${cloud.next()}`;
  cloud.put(EVENTARC, name, {
    name,
    uid: `${cloud.next()}`,
    eventFilters: [{ attribute: 'type', value: 'google.cloud.pubsub.topic.v1.messagePublished' }],
    serviceAccount,
    destination: { cloudFunction: destination },
    transport: { pubsub: { topic, subscription } },
  });
  cloud.put(PUBSUB, subscription, subscriptionOf({ name: subscription, topic, endpoint, serviceAccount }));
  return name;
}

/** What Eventarc's subscription is until somebody changes it. */
function subscriptionOf(made: {
  readonly name: string;
  readonly topic: string;
  readonly endpoint: string;
  readonly serviceAccount: string;
}): JsonObject {
  const { name, topic, endpoint, serviceAccount } = made;
  return {
    name,
    topic,
    pushConfig: {
      pushEndpoint: `${endpoint}?__GCP_CloudEventsMode=CUSTOM_PUBSUB_${encodeURIComponent(topic)}`,
      oidcToken: { serviceAccountEmail: serviceAccount, audience: endpoint },
      attributes: { 'x-goog-version': 'v1' },
    },
    ackDeadlineSeconds: 600,
    messageRetentionDuration: '86400s',
    retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
    expirationPolicy: {},
    labels: { 'goog-eventarc': '' },
    state: 'ACTIVE',
  };
}

/** Deletes a trigger; its subscription goes with it, and with that whatever waits in it. */
export function deleteTrigger(name: string, cloud: Cloud): void {
  const transport = objectAt(objectAt(cloud.resource(EVENTARC, name), 'transport'), 'pubsub');
  cloud.remove(PUBSUB, textAt(transport, 'subscription') ?? '');
  cloud.remove(EVENTARC, name);
}
