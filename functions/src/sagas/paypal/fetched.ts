import { type AsOf, asOfEvent, Command, type Context, type IntegrationEvent } from 'integration-service';
import { paypalApi } from 'integration-service/paypal/client';
import { utcOf } from '../shared/times.ts';

/** A command that names what PayPal is asked for. */
export abstract class FetchResource extends Command {
  /** Of a capture or a refund. */
  readonly resource: string;
  readonly event: AsOf;

  constructor(resource: string, event: IntegrationEvent) {
    super();
    this.resource = resource;
    this.event = asOfEvent(event);
  }
}

/** A capture or a refund as it is now; what the event says of it is not proved. */
export interface Fetched {
  readonly object: Readonly<Record<string, unknown>>;
  readonly id: string;
  /** By the resource's own time: that of the event is not proved either. */
  readonly asOf: AsOf;
}

/** Fetches what a command names. @returns undefined if PayPal has no such resource of yours. */
export async function fetched(
  kind: 'captures' | 'refunds',
  { resource, event }: FetchResource,
  context: Context,
): Promise<Fetched | undefined> {
  const api = await context.use(paypalApi);
  const object = await api.get(`/v2/payments/${kind}/${encodeURIComponent(resource)}`, context.signal);
  if (object === undefined || object['id'] !== resource) {
    context.log.warn('PayPal does not have what an event is about', { kind, resource });
    return undefined;
  }
  const time = utcOf(object['update_time']) ?? utcOf(object['create_time']) ?? event.time;
  return { object, id: resource, asOf: { ...event, time } };
}
