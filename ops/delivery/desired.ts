import { LEDGER_TTL_MS, RESERVED_COLLECTIONS } from '../../functions/src/core/handle/store.ts';
import type { DeliveryPolicy } from '../../functions/src/core/handle/delivery-policy.ts';
import type { DeliveryBundle, DeliveryIntegration } from './bundle.ts';
import type { Capabilities } from './capabilities.ts';
import { ownSubscription, type Fault } from './own-subscription.ts';
import type { CleanupRule, ExpiryField, Grant, Resolution, SubscriptionSettings, TopicSettings } from './ports.ts';

/** Where the policy is applied, and with what. */
export interface Scope {
  readonly projectId: string;
  /** Names the Pub/Sub service agent; where it is not known, nothing can be granted. */
  readonly projectNumber: string | undefined;
  /** The subscription behind each of {@link functionsOf}. */
  readonly resolutions: ReadonlyMap<string, Resolution>;
  readonly capabilities: Capabilities;
}

/** One thing as the policy wants it. They come in the order in which they have to be applied. */
export type Desired =
  | { readonly kind: 'topic'; readonly name: string; readonly settings: TopicSettings }
  | DesiredSubscription
  | ({ readonly kind: 'grant'; readonly functionName?: string } & Grant)
  | ({ readonly kind: 'expiry' } & ExpiryField)
  | ({ readonly kind: 'cleanup' } & CleanupRule);

export interface DesiredSubscription {
  readonly kind: 'subscription';
  readonly name: string;
  readonly topic: string;
  readonly settings: SubscriptionSettings;
  /** The function behind it; none for a subscription of our own, which is created where it is missing. */
  readonly functionName?: string;
}

/**
 * Deliveries by Pub/Sub's own count before a message is a dead letter: the most it takes. The policy's number of
 * attempts is the ledger's, which an outage of Firestore does not use up. This one stops what never reaches it.
 */
const BACKSTOP_ATTEMPTS = 100;

/** The document field that the ledger writes for Firestore's TTL policy. */
const EXPIRY_FIELD = 'expireAt';
/** Where events that travel by reference are kept. */
const BODIES_PREFIX = 'events/';

const SECONDS_PER_DAY = 86_400;
const MS_PER_DAY = SECONDS_PER_DAY * 1000;

/** Every function whose subscription the policy is about. */
export function functionsOf({ integrations }: DeliveryBundle): readonly string[] {
  return integrations.flatMap(({ deadLetters, consumers }) => [deadLetters, ...consumers]);
}

/** What the policy wants of a project, and what it cannot be wanted of. Pure. */
export function desiredState(
  bundle: DeliveryBundle,
  scope: Scope,
): { readonly desired: readonly Desired[]; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const desired = bundle.integrations.flatMap((integration) => [
    ...topics(integration, scope),
    ...letterSubscription(integration, scope, faults),
    ...grant(topicName(scope, integration.deadLetterTopic), 'roles/pubsub.publisher', scope),
    ...integration.consumers.flatMap((consumer) => consumerSubscription(consumer, integration, scope, faults)),
  ]);
  if (scope.capabilities.storageAdmin && desired.length > 0) desired.push(...cleanups(bundle));
  return { desired, faults };
}

function topics({ topic, deadLetterTopic, policy }: DeliveryIntegration, scope: Scope): readonly Desired[] {
  const settings = { messageRetentionDuration: days(policy.topicRetentionDays) };
  return [topic, deadLetterTopic].map((name) => ({ kind: 'topic', name: topicName(scope, name), settings }));
}

function letterSubscription(
  { deadLetters, deadLetterTopic, policy }: DeliveryIntegration,
  scope: Scope,
  faults: Fault[],
): readonly Desired[] {
  const resolution = scope.resolutions.get(deadLetters);
  const own = ownSubscription(deadLetters, resolution, scope.projectId);
  const about = {
    kind: 'subscription',
    topic: topicName(scope, deadLetterTopic),
    settings: settingsOf(policy, scope),
  } as const;
  if ('name' in own) return [{ ...about, name: own.name, functionName: deadLetters }];
  faults.push(own.fault);
  if (own.fault.kind !== 'undeployed') return [];
  // A topic forgets what nobody subscribes to: until the function is deployed, the letters wait here.
  return [{ ...about, name: `projects/${scope.projectId}/subscriptions/${deadLetterTopic}-sub` }];
}

function consumerSubscription(
  functionName: string,
  { topic, deadLetterTopic, policy }: DeliveryIntegration,
  scope: Scope,
  faults: Fault[],
): readonly Desired[] {
  const own = ownSubscription(functionName, scope.resolutions.get(functionName), scope.projectId);
  if ('fault' in own) {
    faults.push(own.fault);
    return [];
  }
  const { name } = own;
  const deadLetterPolicy = {
    deadLetterTopic: topicName(scope, deadLetterTopic),
    maxDeliveryAttempts: BACKSTOP_ATTEMPTS,
  };
  const settings = { ...settingsOf(policy, scope), deadLetterPolicy };
  return [
    { kind: 'subscription', name, topic: topicName(scope, topic), settings, functionName },
    ...grant(name, 'roles/pubsub.subscriber', scope).map((wanted) => ({ ...wanted, functionName })),
  ];
}

function settingsOf(policy: DeliveryPolicy, { capabilities }: Scope): SubscriptionSettings {
  return {
    ackDeadlineSeconds: policy.ackDeadlineSeconds,
    messageRetentionDuration: days(Math.min(policy.retentionDays, capabilities.subscriptionRetentionDays)),
    ...(capabilities.expiration && { expirationPolicy: {} }),
    retryPolicy: {
      minimumBackoff: `${policy.minBackoffSeconds}s`,
      maximumBackoff: `${policy.maxBackoffSeconds}s`,
    },
  };
}

/** What Pub/Sub's own account needs to forward dead letters. @see https://cloud.google.com/pubsub/docs/handling-failures */
function grant(resource: string, role: string, { projectNumber, capabilities }: Scope): readonly Desired[] {
  if (!capabilities.iam || projectNumber === undefined) return [];
  const member = `serviceAccount:service-${projectNumber}@gcp-sa-pubsub.iam.gserviceaccount.com`;
  return [{ kind: 'grant', resource, role, member }];
}

function cleanups({ database, collectionPrefix, bucket }: DeliveryBundle): readonly Desired[] {
  const collectionGroup = `${collectionPrefix}${RESERVED_COLLECTIONS.ledger}`;
  const expiry = { kind: 'expiry', database, collectionGroup, field: EXPIRY_FIELD } as const;
  if (bucket === undefined) return [expiry];
  return [expiry, { kind: 'cleanup', bucket, prefix: BODIES_PREFIX, days: LEDGER_TTL_MS / MS_PER_DAY }];
}

function topicName({ projectId }: Scope, topic: string): string {
  return `projects/${projectId}/topics/${topic}`;
}

function days(count: number): string {
  return `${count * SECONDS_PER_DAY}s`;
}
