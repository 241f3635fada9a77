import { isJsonObject, isText } from '../../core/event/json.ts';
import { isNotification } from './native.ts';
import { thinTypeOf } from './thin-siblings.ts';

/** The types by which Stripe reports an event that it failed to generate. They are not among the SDK's yet. */
const PREFIX = 'v2.core.health.event_generation_failure.';

/** An event that Stripe failed to generate: it is not delivered, and no list contains it. */
export interface LostEvent {
  /** Its type: `payment_intent.requires_action`. */
  readonly type: string;
  /** The object that it would have been about; undefined if Stripe names none. */
  readonly object?: { readonly id: string; readonly type: string; readonly url: string };
  /** The connected account; undefined for your own. */
  readonly account?: string;
}

/** Whether the data of an envelope reports an event that was never generated. */
export function reportsLostEvent(data: unknown): data is { readonly id: string; readonly type: string } {
  return isNotification(data) && isJsonObject(data) && isText(data['type']) && data['type'].startsWith(PREFIX);
}

/**
 * The lost event in the full report, as the API has it.
 * @see https://docs.stripe.com/webhooks/handle-irrecoverable-events
 */
export function lostEventIn(report: unknown): LostEvent | undefined {
  const data = isJsonObject(report) ? report['data'] : undefined;
  const impact = isJsonObject(data) ? data['impact'] : undefined;
  if (!isJsonObject(impact) || !isText(impact['event_type'])) return undefined;
  const object = objectIn(impact['related_object']);
  // Earlier versions of the API call it the account.
  const account = impact['context'] ?? impact['account'];
  return {
    type: impact['event_type'],
    ...(object !== undefined && { object }),
    ...(isText(account) && { account }),
  };
}

function objectIn(related: unknown): LostEvent['object'] {
  if (!isJsonObject(related)) return undefined;
  const { id, type, url } = related;
  if (!isText(id) || !isText(type) || !/^[\w-]+$/.test(id) || !/^[\w.]+$/.test(type)) return undefined;
  // Some reports link to the Dashboard instead.
  const isPath = isText(url) && /^\/v[12]\/[\w/-]+$/.test(url);
  const prefix = type.startsWith('v2.') ? '/' : '/v1/';
  return { id, type, url: isPath ? url : `${prefix}${type.replaceAll('.', '/')}s/${id}` };
}

/**
 * The thin event that stands for a lost one: it names the object, which is fetched as it is now.
 * @param notification The event that reports the loss. The thin event has its id and its time.
 * @returns undefined if there is no thin event of the type, or if no object is named.
 */
export function standInFor({ type, object, account }: LostEvent, notification: object): object | undefined {
  const thin = thinTypeOf(type);
  if (thin === undefined || object === undefined) return undefined;
  return { ...notification, type: thin, related_object: object, ...(account !== undefined && { context: account }) };
}
