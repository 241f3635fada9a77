import type { SubscriptionSettings, SubscriptionState, TopicSettings } from './ports.ts';

/** One setting that differs, or differed, as it is shown to people. */
export interface Change {
  /** What it is a setting of: `topic integration-stripe-events`. */
  readonly of: string;
  readonly setting: string;
  readonly before: string;
  readonly after: string;
}

/** Settings that differ: what is shown of them, and what has to be sent to Pub/Sub. */
export interface Difference<Settings> {
  readonly changes: readonly Omit<Change, 'of'>[];
  readonly update: Settings;
}

type Texts<Settings> = { readonly [Name in keyof Settings]-?: string };

/** What differs between a topic and its settings by the policy. Pure. @param actual Undefined: there is no such topic. */
export function topicDifference(actual: TopicSettings | undefined, desired: TopicSettings): Difference<TopicSettings> {
  return difference(desired, actual === undefined ? undefined : topicTexts(actual), topicTexts(desired), {
    messageRetentionDuration: 'retention',
  });
}

/**
 * What differs between a subscription and its settings by the policy. Settings that the policy does not name
 * are nobody's business here. Pure.
 */
export function subscriptionDifference(
  actual: SubscriptionState | undefined,
  desired: SubscriptionSettings,
): Difference<SubscriptionSettings> {
  const before = actual === undefined ? undefined : subscriptionTexts(actual);
  return difference(desired, before, subscriptionTexts(desired), {
    ackDeadlineSeconds: 'ack deadline',
    messageRetentionDuration: 'retention',
    expirationPolicy: 'expires',
    retryPolicy: 'backoff',
    deadLetterPolicy: 'dead letters',
  });
}

/** Settings are the same where they read the same: the service leaves out what it takes by default. */
function difference<Settings extends object>(
  desired: Settings,
  before: Texts<Settings> | undefined,
  after: Texts<Settings>,
  labels: Texts<Settings>,
): Difference<Settings> {
  const names = namesOf(labels).filter((name) => name in desired && before?.[name] !== after[name]);
  const changes = names.map((name) => ({
    setting: labels[name],
    before: before?.[name] ?? 'nothing',
    after: after[name],
  }));
  const update: Settings = { ...desired };
  for (const name of namesOf(labels)) if (!names.includes(name)) delete update[name];
  return { changes, update };
}

function namesOf<Settings extends object>(labels: Texts<Settings>): (keyof Settings)[] {
  const names: (keyof Settings)[] = [];
  for (const name in labels) names.push(name);
  return names;
}

function topicTexts({ messageRetentionDuration }: TopicSettings): Texts<TopicSettings> {
  return { messageRetentionDuration: messageRetentionDuration === undefined ? 'none' : time(messageRetentionDuration) };
}

function subscriptionTexts(settings: SubscriptionSettings): Texts<SubscriptionSettings> {
  const { ackDeadlineSeconds, messageRetentionDuration, expirationPolicy, retryPolicy, deadLetterPolicy } = settings;
  return {
    ackDeadlineSeconds: `${ackDeadlineSeconds ?? DEFAULTS.ackDeadlineSeconds} s`,
    messageRetentionDuration: time(messageRetentionDuration ?? DEFAULTS.messageRetentionDuration),
    expirationPolicy: expiration(expirationPolicy),
    retryPolicy: backoff(retryPolicy),
    deadLetterPolicy: deadLetters(deadLetterPolicy),
  };
}

/** What Pub/Sub takes if nothing is said. @see https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions */
const DEFAULTS = {
  ackDeadlineSeconds: 10,
  messageRetentionDuration: '604800s',
  expiration: '2678400s',
  minimumBackoff: '10s',
  maximumBackoff: '600s',
  maxDeliveryAttempts: 5,
} as const;

function expiration(policy: SubscriptionSettings['expirationPolicy']): string {
  if (policy === undefined) return `after ${time(DEFAULTS.expiration)} unused`;
  return policy.ttl === undefined ? 'never' : `after ${time(policy.ttl)} unused`;
}

function backoff(policy: SubscriptionSettings['retryPolicy']): string {
  if (policy === undefined) return 'none';
  const { minimumBackoff = DEFAULTS.minimumBackoff, maximumBackoff = DEFAULTS.maximumBackoff } = policy;
  return `${time(minimumBackoff)} to ${time(maximumBackoff)}`;
}

function deadLetters(policy: SubscriptionSettings['deadLetterPolicy']): string {
  if (policy?.deadLetterTopic === undefined) return 'dropped';
  const attempts = policy.maxDeliveryAttempts ?? DEFAULTS.maxDeliveryAttempts;
  return `to ${shortName(policy.deadLetterTopic)} after ${attempts} deliveries`;
}

/** How long a subscription keeps what is not acked, in seconds. */
export function retentionSeconds({ messageRetentionDuration }: SubscriptionSettings): number {
  return secondsOf(messageRetentionDuration ?? DEFAULTS.messageRetentionDuration);
}

/** The last part of a resource name. */
export function shortName(resource: string): string {
  return resource.slice(resource.lastIndexOf('/') + 1);
}

function secondsOf(duration: string): number {
  return Number(duration.replace(/s$/, ''));
}

function time(duration: string): string {
  return timeInWords(secondsOf(duration));
}

/** A time for people to read: whole days as days, anything else in seconds. */
export function timeInWords(seconds: number): string {
  const days = seconds / 86_400;
  if (days < 1 || !Number.isInteger(days)) return `${seconds} s`;
  return daysInWords(days);
}

/** `1 day`, `31 days` */
export function daysInWords(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
