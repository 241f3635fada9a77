import { objectAt, objectsAt, textAt, textsAt, type JsonObject } from '../../../ops/delivery/google/json.ts';
import type { Cloud } from '../../control-plane/cloud.ts';

/** The delivery policy by default, as docs/deploy/delivery-policy.md promises it. */
const POLICY = { ackDeadlineSeconds: 120, messageRetentionDuration: '2678400s', maxDeliveryAttempts: 100 };
const DEAD_LETTERS = /-dead-letter$/;
const SUBSCRIBER = 'roles/pubsub.subscriber';

/** The live subscriptions that do not keep what the delivery policy promises, by name. */
export function offThePolicy(cloud: Cloud): readonly string[] {
  const live = cloud.list('pubsub.googleapis.com', /\/subscriptions\/eventarc-/);
  return live.filter((subscription) => !isOnPolicy(subscription, cloud)).map(({ name }) => String(name));
}

function isOnPolicy(subscription: JsonObject, cloud: Cloud): boolean {
  const { ackDeadlineSeconds, messageRetentionDuration, topic } = subscription;
  const isKept =
    ackDeadlineSeconds === POLICY.ackDeadlineSeconds &&
    messageRetentionDuration === POLICY.messageRetentionDuration &&
    objectAt(subscription, 'expirationPolicy')?.['ttl'] === undefined;
  // A letter that cannot be stored is delivered until it can be.
  if (DEAD_LETTERS.test(String(topic))) return isKept;
  const letters = objectAt(subscription, 'deadLetterPolicy');
  return (
    isKept &&
    letters?.['deadLetterTopic'] === `${String(topic)}-dead-letter` &&
    letters['maxDeliveryAttempts'] === POLICY.maxDeliveryAttempts &&
    mayForward(subscription, cloud)
  );
}

/** Whether Pub/Sub's own account may take messages from the subscription, to make letters of them. */
function mayForward({ name }: JsonObject, cloud: Cloud): boolean {
  const policy = cloud.policies.get(`//pubsub.googleapis.com/${String(name)}`);
  const granted = objectsAt(policy, 'bindings').filter((binding) => textAt(binding, 'role') === SUBSCRIBER);
  return granted.some((binding) =>
    textsAt(binding, 'members').includes(`serviceAccount:${cloud.serviceAgent('pubsub')}`),
  );
}

/** The command by which an operator applies the policy. */
export function applyCommand({ projectId }: Cloud): string {
  return `npm run delivery:apply -- --project ${projectId}`;
}
