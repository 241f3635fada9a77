import { isJsonObject, isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { Finder } from '../../core/integration/place.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** A deploy of a site, as Netlify's API has it. */
export interface Deploy {
  readonly id: string;
  readonly site_id: string;
  readonly build_id?: string | null;
  readonly state:
    | 'new'
    | 'pending_review'
    | 'accepted'
    | 'rejected'
    | 'enqueued'
    | 'building'
    | 'uploading'
    | 'uploaded'
    | 'preparing'
    | 'prepared'
    | 'processing'
    | 'processed'
    | 'ready'
    | 'error'
    | 'retrying';
  /** The name of the site. */
  readonly name?: string;
  readonly ssl_url?: string;
  readonly deploy_ssl_url?: string;
  readonly admin_url?: string;
  /** RFC 3339. */
  readonly created_at?: string;
  /** RFC 3339. */
  readonly updated_at?: string;
  /** RFC 3339. */
  readonly published_at?: string | null;
  readonly error_message?: string | null;
  readonly branch?: string | null;
  readonly commit_ref?: string | null;
  readonly commit_url?: string | null;
  readonly title?: string | null;
  readonly context?: string;
  /** Seconds. */
  readonly deploy_time?: number | null;
  /** Whether new deploys are not published until someone unlocks it. */
  readonly locked?: boolean | null;
}

/** A form that someone sent. */
export interface FormSubmission {
  readonly id: string;
  readonly number?: number;
  readonly form_id: string;
  readonly form_name?: string;
  readonly site_url?: string;
  readonly name?: string | null;
  readonly email?: string | null;
  /** By the name of the field, and what Netlify adds: `ip`, `user_agent`, `referrer`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** RFC 3339. */
  readonly created_at?: string;
}

type DeployEventType =
  | 'deploy_building'
  | 'deploy_created'
  | 'deploy_failed'
  | 'deploy_deleted'
  | 'deploy_locked'
  | 'deploy_unlocked'
  | 'deploy_request_pending'
  | 'deploy_request_accepted'
  | 'deploy_request_rejected';

/** What Netlify sends, by type. */
export type NetlifyEvents = { readonly [Type in DeployEventType]: Deploy } & {
  readonly submission_created: FormSubmission;
};
export type NetlifyEventType = keyof NetlifyEvents;
export type NetlifyNative = NetlifyEvents[NetlifyEventType];
export type NetlifyEventOfType<Type extends NetlifyEventType> = EventOf<NetlifyEvents, Type>;

/** What the signed body alone says of its type. */
function typeIn(native: NetlifyNative): string | undefined {
  if (isSubmission(native)) return 'submission_created';
  if (!isDeploy(native)) return undefined;
  if (native.state === 'error') return 'deploy_failed';
  return native.state === 'ready' ? 'deploy_created' : 'deploy_building';
}

/** The name of the event, which is not signed, if the body does not contradict it. */
const nameOf: Finder<NetlifyNative> = (native, { header }) => {
  const name = header('x-netlify-event');
  if (name?.startsWith('deploy_')) return isDeploy(native) ? name : undefined;
  if (name?.startsWith('submission_')) return isSubmission(native) ? name : undefined;
  return name;
};

export const places: EventPlaces<NetlifyNative> = {
  // Events have no id. A deploy is told about several times, so that its own id would not do.
  type: [nameOf, typeIn],
  time: ['/updated_at', '/created_at', 'arrival'],
  subject: '/id',
  related: ['/email', '/data/email'],
  source: ['//netlify.com/sites/{/site_id}', '//{/site_url|host}', '//netlify.com'],
};

/**
 * A Netlify event on the platform. `envelope.eventtype` is from a header that Netlify does not sign: prefer what the body
 * says, such as the `state` of a deploy.
 * @see https://docs.netlify.com/deploy/deploy-notifications/
 */
export class NetlifyEvent extends /* @__PURE__ */ eventClass<NetlifyEvents>('netlify', places) {}

/**
 * Lets through Netlify events of the given types. An event whose signed body contradicts its name has another type.
 * @example
 * events$.pipe(
 *   isOfType(NetlifyEvent),
 *   isNetlifyEventOfType('submission_created'),
 *   map(({ event }) => new CreateLead(event.email, event.data)),
 * )
 */
export const isNetlifyEventOfType = /* @__PURE__ */ ofTypes(
  NetlifyEvent,
  ({ envelope, event }, wanted) =>
    wanted.has(envelope.eventtype) &&
    (envelope.eventtype.startsWith('deploy_') ? isDeploy(event) : isSubmission(event)),
);

function isDeploy(native: NetlifyNative): native is Deploy {
  return 'state' in native && isText(native.state) && isText(native.site_id);
}

function isSubmission(native: NetlifyNative): native is FormSubmission {
  return 'form_id' in native && isJsonObject(native.data);
}
