import { DEFAULT_DELIVERY_POLICY } from '../../../functions/src/core/config/delivery-policy.ts';
import type { DeliveryBundle, DeliveryIntegration } from '../bundle.ts';
import { entryPointOf } from '../google/deployed-functions.ts';
import type { FakeGoogle } from './fake-google.ts';

/** An integration with two consumers, as tests configure it. */
export const ACME: DeliveryIntegration = {
  provider: 'acme',
  webhook: 'acme-webhook',
  invoker: 'public',
  topic: 'integration-acme-events',
  deadLetterTopic: 'integration-acme-events-dead-letter',
  deadLetters: 'acme-onDeadLetter',
  consumers: ['acme-onAcmeEvent', 'acme-notifySupport'],
  policy: DEFAULT_DELIVERY_POLICY,
};

export const BUNDLE: DeliveryBundle = {
  codebase: 'integration-service',
  prefix: undefined,
  region: 'us-central1',
  database: '(default)',
  scope: { own: '', source: '' },
  collectionPrefix: 'integration-',
  bucket: undefined,
  integrations: [ACME],
  sagaPolicy: () => DEFAULT_DELIVERY_POLICY,
};

/** The subscription that Eventarc makes behind a function. */
export function eventarcSubscription(functionName: string): string {
  return `projects/demo/subscriptions/eventarc-us-central1-${functionName.toLowerCase()}-sub-001`;
}

/** A project `demo` as a first deploy of the bundle leaves it: Eventarc's defaults everywhere, no grant. */
export function deployTo(
  google: FakeGoogle,
  { topic, deadLetterTopic, deadLetters, consumers }: DeliveryIntegration,
): void {
  google.resources.set('projects/projects/demo', { name: 'projects/1234', projectId: 'demo' });
  deployFunction(google, deadLetters, deadLetterTopic);
  for (const consumer of consumers) deployFunction(google, consumer, topic);
}

/** One function that nothing but requests trigger. */
export function deployHttpFunction(google: FakeGoogle, name: string, region = 'us-central1'): void {
  const path = `projects/demo/locations/${region}/functions/${name}`;
  google.resources.set(`functions/${path}`, {
    name: path,
    labels: { 'deployment-tool': 'cli-firebase', 'firebase-functions-codebase': 'integration-service' },
    buildConfig: { entryPoint: entryPointOf(name) },
    createTime: '2026-11-23T09:00:00.123456789Z',
    serviceConfig: { service: `projects/demo/locations/${region}/services/${name.toLowerCase()}` },
  });
}

/** One topic-triggered function with everything that its deploy makes. */
export function deployFunction(google: FakeGoogle, name: string, topic: string, region = 'us-central1'): void {
  const trigger = `projects/demo/locations/${region}/triggers/${name.toLowerCase()}-001`;
  const subscription = eventarcSubscription(name);
  const topicName = `projects/demo/topics/${topic}`;
  deployHttpFunction(google, name, region);
  const path = `functions/projects/demo/locations/${region}/functions/${name}`;
  google.resources.set(path, { ...google.resources.get(path), eventTrigger: { trigger, pubsubTopic: topicName } });
  google.resources.set(`eventarc/${trigger}`, {
    name: trigger,
    transport: { pubsub: { topic: topicName, subscription } },
  });
  google.resources.set(`pubsub/${topicName}`, { name: topicName });
  google.resources.set(`pubsub/${subscription}`, {
    name: subscription,
    topic: topicName,
    pushConfig: {
      pushEndpoint: `https://${name.toLowerCase()}.example/`,
      oidcToken: { serviceAccountEmail: 'a@example' },
    },
    ackDeadlineSeconds: 600,
    messageRetentionDuration: '86400s',
    expirationPolicy: {},
    retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
    labels: { 'goog-eventarc': '' },
  });
}
