import { RETENTION } from '../../functions/src/core/ledger/retention.ts';
import { RESERVED_COLLECTIONS } from '../../functions/src/core/ledger/store.ts';
import { scoped, unscoped } from '../../functions/src/core/config/scope.ts';
import type { DeliveryPolicy } from '../../functions/src/core/config/delivery-policy.ts';
import type { DeliveryBundle, DeliveryIntegration } from './bundle.ts';
import type { Capabilities } from './capabilities.ts';
import { pubsubAccount } from './google/projects.ts';
import { liveFunction, type Fault, type Live } from './own-subscription.ts';
import type { CleanupRule, ExpiryField, Grant, SubscriptionSettings, TopicSettings } from './ports.ts';
import type { Listener, Resolutions, Webhook } from './resolve.ts';

/** The target of the policy, and its values. */
export interface Scope {
  readonly projectId: string;
  /** Names the Pub/Sub service agent; if it is not known, nothing can be granted. */
  readonly projectNumber: string | undefined;
  readonly resolutions: Resolutions;
  /** Consumers of other codebases that listen to the topics of this one. Their resolutions are among the others. */
  readonly listeners: readonly Listener[];
  /** The webhooks that are live, by the name that the bundle gives them. */
  readonly webhooks: ReadonlyMap<string, readonly Webhook[]>;
  readonly capabilities: Capabilities;
}

/** One thing as the policy wants it. They come in the order in which they have to be applied. */
export type Desired =
  | { readonly kind: 'topic'; readonly name: string; readonly settings: TopicSettings }
  | DesiredSubscription
  | HandOver
  | ({ readonly kind: 'grant'; readonly functionId?: string } & Grant)
  | ({ readonly kind: 'expiry' } & ExpiryField)
  | ({ readonly kind: 'cleanup' } & CleanupRule)
  | DesiredInvokerCheck;

/** Whether Cloud Run asks who calls a webhook. */
export interface DesiredInvokerCheck extends Webhook {
  readonly kind: 'invoker-check';
  readonly on: boolean;
}

export interface DesiredSubscription {
  readonly kind: 'subscription';
  readonly name: string;
  readonly topic: string;
  readonly settings: SubscriptionSettings;
  /** The function that it delivers to; none if it is a subscription of our own, which is created if it is missing. */
  readonly deliversTo?: Recipient;
}

/** A deployed function, and what it is in the bundle. */
export interface Recipient {
  /** Notifications are what a provider publishes to its own topic. */
  readonly receives: 'events' | 'letters' | 'notifications';
  readonly provider: string;
  /** `stripe-onStripeEvent` */
  readonly functionName: string;
  readonly functionId: string;
  readonly createdAt: Date | undefined;
  /** How far back its topic reaches, in days. */
  readonly topicRetentionDays: number;
}

/** Letters that waited for their function go to it, and the subscription that they waited in goes away. */
export interface HandOver {
  readonly kind: 'hand-over';
  /** Full name of the subscription that they waited in. */
  readonly from: string;
  /** Full name of the function's subscription. */
  readonly to: string;
  readonly topic: string;
  readonly functionId: string;
  readonly topicRetentionDays: number;
}

/**
 * Deliveries by Pub/Sub's own count before a message is a dead letter: the most it takes. The policy's number of
 * attempts is the ledger's, which an outage of Firestore does not use up. This one stops what never reaches it.
 */
const BACKSTOP_ATTEMPTS = 100;

/** Collections whose documents carry the time after which Firestore's TTL policy may delete them. */
const EXPIRING = [RESERVED_COLLECTIONS.ledger, RESERVED_COLLECTIONS.reconciliations];
/** The field that holds it. */
const EXPIRY_FIELD = 'expireAt';
/** Where events that travel by reference are kept. */
const BODIES_PREFIX = 'events/';

const SECONDS_PER_DAY = 86_400;

/** What the policy wants of a project, and what it cannot be wanted of. Pure. */
export function desiredState(
  bundle: DeliveryBundle,
  scope: Scope,
): { readonly desired: readonly Desired[]; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const desired = bundle.integrations.flatMap((integration) => [
    ...topics(integration, scope),
    ...notificationSubscriptions(integration, scope, faults),
    ...letterSubscriptions(integration, scope, faults),
    ...grant(topicName(scope, integration.deadLetterTopic), 'roles/pubsub.publisher', scope),
    ...consumersOf(integration, scope).flatMap((consumer) =>
      consumerSubscriptions(consumer, integration, scope, faults),
    ),
    ...invokerChecks(integration, scope),
  ]);
  if (scope.capabilities.storageAdmin && desired.length > 0) desired.push(...cleanups(bundle, scope));
  return { desired, faults };
}

function topics({ topic, deadLetterTopic, policy }: DeliveryIntegration, scope: Scope): readonly Desired[] {
  const settings = { messageRetentionDuration: days(policy.topicRetentionDays) };
  return [topic, deadLetterTopic].map((name) => ({ kind: 'topic', name: topicName(scope, name), settings }));
}

/**
 * The subscriptions of the function on a provider's own topic. They have no dead letters: all that such a message can lack is
 * our topic, so it is delivered again until that has it. The provider's topic itself is left as it is.
 */
function notificationSubscriptions(
  { provider, providerTopic, policy }: DeliveryIntegration,
  scope: Scope,
  faults: Fault[],
): readonly Desired[] {
  if (providerTopic === undefined) return [];
  const { name, functionName } = providerTopic;
  const { live, faults: mine } = liveFunctions(functionName, scope);
  faults.push(...mine);
  const { topicRetentionDays } = policy;
  const recipient = { receives: 'notifications', provider, functionName, topicRetentionDays } as const;
  return live.map((one) => delivering(one, recipient, topicName(scope, name), settingsOf(policy, scope)));
}

function letterSubscriptions(integration: DeliveryIntegration, scope: Scope, faults: Fault[]): readonly Desired[] {
  const { provider, deadLetters, deadLetterTopic, policy } = integration;
  const topic = topicName(scope, deadLetterTopic);
  const settings = settingsOf(policy, scope);
  const waiting = `projects/${scope.projectId}/subscriptions/${deadLetterTopic}-sub`;
  const { topicRetentionDays } = policy;
  const { live, faults: mine } = liveFunctions(deadLetters, scope);
  faults.push(...mine);
  const [first] = live;
  if (first !== undefined) {
    const { functionId, subscription: to } = first;
    const recipient = { receives: 'letters', provider, functionName: deadLetters, topicRetentionDays } as const;
    return [
      ...live.map((one) => delivering(one, recipient, topic, settings)),
      { kind: 'hand-over', from: waiting, to, topic, functionId, topicRetentionDays },
    ];
  }
  if (mine.some(({ kind }) => kind !== 'undeployed')) return [];
  // If nothing consumes events, nothing gives any up.
  if (consumersOf(integration, scope).every((consumer) => liveFunctions(consumer, scope).live.length === 0)) return [];
  // Until their function is deployed, letters wait here; what came before this subscription is still on the topic.
  return [{ kind: 'subscription', name: waiting, topic, settings }];
}

function consumerSubscriptions(
  functionName: string,
  { provider, topic, deadLetterTopic, policy }: DeliveryIntegration,
  scope: Scope,
  faults: Fault[],
): readonly Desired[] {
  const { live, faults: mine } = liveFunctions(functionName, scope);
  faults.push(...mine);
  const deadLetterPolicy = {
    deadLetterTopic: topicName(scope, deadLetterTopic),
    maxDeliveryAttempts: BACKSTOP_ATTEMPTS,
  };
  const settings = { ...settingsOf(policy, scope), deadLetterPolicy };
  const { topicRetentionDays } = policy;
  const recipient = { receives: 'events', provider, functionName, topicRetentionDays } as const;
  return live.flatMap((one) => [
    delivering(one, recipient, topicName(scope, topic), settings),
    ...grant(one.subscription, 'roles/pubsub.subscriber', scope, one.functionId),
  ]);
}

function consumersOf({ provider, consumers }: DeliveryIntegration, { listeners }: Scope): readonly string[] {
  const others = listeners.filter((listener) => listener.provider === provider);
  return [...consumers, ...others.map(({ functionName }) => functionName)];
}

function liveFunctions(
  functionName: string,
  { projectId, resolutions }: Scope,
): { readonly live: readonly Live[]; readonly faults: readonly Fault[] } {
  const found = (resolutions.get(functionName) ?? []).map((resolution) => liveFunction(resolution, projectId));
  return {
    live: found.filter((one) => 'status' in one),
    faults: found.filter((one) => 'kind' in one),
  };
}

function delivering(
  { subscription, functionId, createdAt }: Live,
  recipient: Omit<Recipient, 'functionId' | 'createdAt'>,
  topic: string,
  settings: SubscriptionSettings,
): DesiredSubscription {
  const deliversTo = { ...recipient, functionId, createdAt };
  return { kind: 'subscription', name: subscription, topic, settings, deliversTo };
}

/** A public webhook is public with the check and without it: that is left as it is. */
function invokerChecks({ webhook, invoker }: DeliveryIntegration, { webhooks }: Scope): readonly Desired[] {
  if (webhook === undefined || invoker === 'public') return [];
  const on = invoker !== 'unchecked';
  return (webhooks.get(webhook) ?? []).map((one) => ({ kind: 'invoker-check', on, ...one }));
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
function grant(
  resource: string,
  role: string,
  { projectNumber, capabilities }: Scope,
  functionId?: string,
): readonly Desired[] {
  if (!capabilities.iam || projectNumber === undefined) return [];
  return [
    {
      kind: 'grant',
      resource,
      role,
      member: pubsubAccount(projectNumber),
      ...(functionId !== undefined && { functionId }),
    },
  ];
}

/** A listener has its own collections, in the database of this bundle and beside its collections. */
function cleanups(bundle: DeliveryBundle, { listeners }: Scope): readonly Desired[] {
  const { database, scope, collectionPrefix, bucket } = bundle;
  const within = unscoped(scope.own, collectionPrefix);
  const prefixes = new Set([collectionPrefix, ...listeners.map((listener) => scoped(listener.scope, within))]);
  const expiries = [...prefixes].flatMap((prefix) =>
    EXPIRING.map((collection) => ({
      kind: 'expiry' as const,
      database,
      collectionGroup: prefix + collection,
      field: EXPIRY_FIELD,
    })),
  );
  if (bucket === undefined) return expiries;
  const bodies = scoped(scope.source, BODIES_PREFIX);
  return [...expiries, { kind: 'cleanup', bucket, prefix: bodies, days: RETENTION.largeBody.days }];
}

function topicName({ projectId }: Scope, topic: string): string {
  return `projects/${projectId}/topics/${topic}`;
}

function days(count: number): string {
  return `${count * SECONDS_PER_DAY}s`;
}
