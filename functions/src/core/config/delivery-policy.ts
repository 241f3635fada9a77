import { requireRules, wholeNumber, type Fault, type Rules } from '../options/option-rules.ts';

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

/** Milliseconds to wait after an attempt has failed: doubles from the least to the most. @param attempt Its number, from 1. */
export function backoffMs(
  { minBackoffSeconds, maxBackoffSeconds }: Pick<DeliveryPolicy, 'minBackoffSeconds' | 'maxBackoffSeconds'>,
  attempt: number,
): number {
  return Math.min(minBackoffSeconds * 2 ** (attempt - 1), maxBackoffSeconds) * 1000;
}

export const DEFAULT_DELIVERY_POLICY: DeliveryPolicy = {
  maxAttempts: 8,
  minBackoffSeconds: 10,
  maxBackoffSeconds: 600,
  retentionDays: 31,
  topicRetentionDays: 31,
  ackDeadlineSeconds: 120,
};

/** The most that Pub/Sub accepts. */
const MAX_ACK_DEADLINE_SECONDS = 600;

/** What Pub/Sub accepts. @see https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions */
const RULES: Rules<DeliveryPolicy> = {
  maxAttempts: wholeNumber(1, 100),
  minBackoffSeconds: wholeNumber(0, 600),
  maxBackoffSeconds: wholeNumber(0, 600),
  retentionDays: wholeNumber(1, 31),
  topicRetentionDays: wholeNumber(1, 31),
  ackDeadlineSeconds: wholeNumber(10, MAX_ACK_DEADLINE_SECONDS),
};

/**
 * The default policy with what was configured over it.
 * @param fault Makes the error of a value that cannot work.
 * @param timeoutSeconds The consumers' time limit, where it was configured: Pub/Sub waits for twice as long.
 */
export function deliveryPolicy(configured: unknown, fault: Fault, timeoutSeconds = 0): DeliveryPolicy {
  const { ackDeadlineSeconds } = DEFAULT_DELIVERY_POLICY;
  const policy = {
    ...DEFAULT_DELIVERY_POLICY,
    ackDeadlineSeconds: Math.min(Math.max(ackDeadlineSeconds, 2 * timeoutSeconds), MAX_ACK_DEADLINE_SECONDS),
    ...(configured !== undefined && checked(configured, fault)),
  };
  if (policy.minBackoffSeconds > policy.maxBackoffSeconds)
    throw fault('minBackoffSeconds is more than maxBackoffSeconds');
  return policy;
}

function checked(configured: unknown, fault: Fault): Partial<DeliveryPolicy> {
  requireRules<Partial<DeliveryPolicy>>(configured, RULES, fault);
  return configured;
}
