import { googleErrorBody } from '../../../functions/src/testing/google-error.ts';
import { objectAt, textAt, type JsonObject } from '../google/json.ts';

/** What Google's servers answer. */
export interface Reply {
  readonly status: number;
  readonly body: JsonObject;
}

export function refusal(status: number, message: string, details: readonly JsonObject[] = []): Reply {
  return { status, body: googleErrorBody({ code: status, message, details }) };
}

/** How Google answers for an API that the project has not enabled. */
export function disabledApi(api: string, withoutDetails: boolean): Reply {
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'SERVICE_DISABLED',
    domain: 'googleapis.com',
    metadata: { service: api },
  };
  const message = 'The API has not been used in project 1234 before or it is disabled.';
  return refusal(403, message, withoutDetails ? [] : [info]);
}

/**
 * What Pub/Sub refuses in a subscription; undefined if it takes it.
 * @see https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions
 */
export function subscriptionFault(subscription: JsonObject): string | undefined {
  const retention = secondsAt(subscription, 'messageRetentionDuration') ?? 604_800;
  const ttl = secondsAt(objectAt(subscription, 'expirationPolicy'), 'ttl');
  const ackDeadline = Number(subscription['ackDeadlineSeconds'] ?? 10);
  const attempts = Number(objectAt(subscription, 'deadLetterPolicy')?.['maxDeliveryAttempts'] ?? 5);
  const retry = objectAt(subscription, 'retryPolicy');
  const backoffs = [secondsAt(retry, 'minimumBackoff') ?? 10, secondsAt(retry, 'maximumBackoff') ?? 600];
  if (retention < 600 || retention > 31 * 86_400) return 'messageRetentionDuration must be from 10 minutes to 31 days';
  if (ttl !== undefined && ttl < 86_400) return 'the expiration must be at least a day';
  if (ttl !== undefined && ttl < retention) return 'the expiration must be at least the message retention duration';
  if (ackDeadline < 10 || ackDeadline > 600) return 'ackDeadlineSeconds must be from 10 to 600';
  if (attempts < 5 || attempts > 100) return 'maxDeliveryAttempts must be from 5 to 100';
  if (backoffs.some((seconds) => seconds < 0 || seconds > 600)) return 'a backoff must be from 0 to 600 seconds';
  if ((backoffs[0] ?? 0) > (backoffs[1] ?? 0)) return 'minimumBackoff must not be more than maximumBackoff';
  if (Buffer.byteLength(textAt(subscription, 'filter') ?? '') > 256) return 'a filter must be at most 256 bytes';
  return undefined;
}

/** What Pub/Sub refuses in the name of a topic or a subscription. @param path `pubsub/projects/demo/topics/orders` */
export function nameFault(path: string): string | undefined {
  const id = path.split('/').at(-1) ?? '';
  const isTaken = /^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/.test(id);
  return isTaken ? undefined : `${id} must have 3 to 255 characters, begin with a letter and not with goog`;
}

/** What Pub/Sub refuses in a topic; undefined if it takes it. */
export function topicFault(topic: JsonObject): string | undefined {
  const retention = secondsAt(topic, 'messageRetentionDuration') ?? 600;
  if (retention < 600 || retention > 31 * 86_400) return 'messageRetentionDuration must be from 10 minutes to 31 days';
  return undefined;
}

function secondsAt(value: JsonObject | undefined, name: string): number | undefined {
  const text = textAt(value, name);
  return text === undefined ? undefined : Number(text.replace(/s$/, ''));
}
