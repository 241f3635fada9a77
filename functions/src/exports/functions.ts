/**
 * `integration-service/functions`: what generated code calls to make Cloud Functions of an integration and of business
 * logic. A codebase that only listens to events needs `subscriberFunction` and `deadLetterFunction`.
 * @module
 */

export { accountDoor } from '../core/ingest/account-door.ts';
export { holdAccounts } from '../core/handle/holding-accounts.ts';
export { parkEvents } from '../core/handle/parking.ts';
export { wakeParked } from '../core/letters/wake-parked.ts';
export { deadLetterFunction } from '../gcp/dead-letter-function.ts';
export { reconcileFunction } from '../gcp/reconcile-function.ts';
export { sagaFunction } from '../gcp/saga-function.ts';
export { sagaWakeFunction } from '../gcp/saga-wake-function.ts';
export { subscriberFunction } from '../gcp/subscriber-function.ts';
export { topicFunction } from '../gcp/topic-function.ts';
export { webhookBesideTopic } from '../gcp/webhook-beside-topic.ts';
export { webhookFunction } from '../gcp/webhook-function.ts';
