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

const DELIVERY = {
  ackDeadlineSeconds: 600,
  messageRetentionDuration: '86400s',
  retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
  expirationPolicy: {},
};

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
    ...DELIVERY,
    pushConfig: {
      pushEndpoint: `${endpoint}?__GCP_CloudEventsMode=CUSTOM_PUBSUB_${encodeURIComponent(topic)}`,
      oidcToken: { serviceAccountEmail: serviceAccount, audience: endpoint },
      attributes: { 'x-goog-version': 'v1' },
    },
    labels: { 'goog-eventarc': '' },
    state: 'ACTIVE',
  };
}

/** What becomes of a trigger when its function is deployed again: another account delivers; what else was set stays. */
export function updateTrigger(trigger: string, serviceAccount: string, cloud: Cloud): void {
  cloud.put(EVENTARC, trigger, { ...cloud.resource(EVENTARC, trigger), serviceAccount });
  const name = subscriptionOfTrigger(trigger, cloud);
  const { deadLetterPolicy, ...subscription } = cloud.resource(PUBSUB, name);
  const pushConfig = objectAt(subscription, 'pushConfig');
  const oidcToken = { ...objectAt(pushConfig, 'oidcToken'), serviceAccountEmail: serviceAccount };
  const kept = deadLetterPolicy === undefined ? {} : { deadLetterPolicy };
  cloud.put(PUBSUB, name, {
    ...subscription,
    pushConfig: { ...pushConfig, oidcToken },
    ...(cloud.conditions.redeployResets ? DELIVERY : kept),
  });
}

/** Deletes a trigger; its subscription goes with it, and with that whatever waits in it. */
export function deleteTrigger(name: string, cloud: Cloud): void {
  cloud.remove(PUBSUB, subscriptionOfTrigger(name, cloud));
  cloud.remove(EVENTARC, name);
}

function subscriptionOfTrigger(name: string, cloud: Cloud): string {
  const transport = objectAt(objectAt(cloud.resource(EVENTARC, name), 'transport'), 'pubsub');
  return textAt(transport, 'subscription') ?? '';
}
