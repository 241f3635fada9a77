import { isJsonObject } from '../event/json.ts';
import { isWholeNumber } from '../whole-number.ts';

/** How the messages of one provider are delivered to its consumers. Data: applied to the subscriptions after each deploy. */
export interface DeliveryPolicy {
  /** Attempts by the ledger's count before an event goes to the dead letters. */
  readonly maxAttempts: number;
  /** Seconds before the first redelivery; doubles from there. Pub/Sub: 0–600. */
  readonly minBackoffSeconds: number;
  /** Most seconds between two deliveries. Pub/Sub: 0–600. */
  readonly maxBackoffSeconds: number;
  /** Days that a subscription keeps what is not acked. Pub/Sub: up to 31. */
  readonly retentionDays: number;
  /** Days that the topic keeps every message, for replay. Pub/Sub: up to 31. */
  readonly topicRetentionDays: number;
  /** Seconds that a delivery may take before Pub/Sub delivers again; by default twice the consumers' time limit. Pub/Sub: 10–600. */
  readonly ackDeadlineSeconds: number;
}

export const DEFAULT_DELIVERY_POLICY: DeliveryPolicy = {
  maxAttempts: 8,
  minBackoffSeconds: 10,
  maxBackoffSeconds: 600,
  retentionDays: 31,
  topicRetentionDays: 31,
  ackDeadlineSeconds: 120,
};

/** What Pub/Sub accepts, as [least, most]. @see https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions */
const RANGES: Readonly<Record<keyof DeliveryPolicy, readonly [number, number]>> = {
  maxAttempts: [1, 100],
  minBackoffSeconds: [0, 600],
  maxBackoffSeconds: [0, 600],
  retentionDays: [1, 31],
  topicRetentionDays: [1, 31],
  ackDeadlineSeconds: [10, 600],
};

/**
 * The default policy with what was configured over it.
 * @param fault Makes the error of a value that cannot work.
 * @param timeoutSeconds The consumers' time limit, where it was configured: Pub/Sub waits for twice as long.
 */
export function deliveryPolicy(
  configured: unknown,
  fault: (sentence: string) => Error,
  timeoutSeconds = 0,
): DeliveryPolicy {
  const { ackDeadlineSeconds } = DEFAULT_DELIVERY_POLICY;
  const policy: { -readonly [Name in keyof DeliveryPolicy]: number } = {
    ...DEFAULT_DELIVERY_POLICY,
    ackDeadlineSeconds: Math.min(Math.max(ackDeadlineSeconds, 2 * timeoutSeconds), RANGES.ackDeadlineSeconds[1]),
  };
  if (configured === undefined) return policy;
  if (!isJsonObject(configured)) throw fault('it must be an object');
  for (const [name, value] of Object.entries(configured)) {
    if (!isSetting(name)) throw fault(`it knows no ${name}`);
    const [least, most] = RANGES[name];
    if (!isWholeNumber(value, least, most)) throw fault(`${name} must be a whole number from ${least} to ${most}`);
    policy[name] = value;
  }
  if (policy.minBackoffSeconds > policy.maxBackoffSeconds)
    throw fault('minBackoffSeconds is more than maxBackoffSeconds');
  return policy;
}

function isSetting(name: string): name is keyof DeliveryPolicy {
  return name in RANGES;
}
