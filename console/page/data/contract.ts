/** What the console's API answers. Times are RFC 3339, durations milliseconds. */
import type { EventView as CoreEventView } from '../../../functions/src/core/handle/event-reader.ts';

export type { ConsumerView, EventStatus } from '../../../functions/src/core/handle/event-reader.ts';

/** `GET /api/overview` */
export interface Overview {
  readonly mode: 'local' | 'cloud';
  readonly project: string;
  readonly writable: boolean;
  readonly features: Readonly<Record<'live' | 'requests' | 'send' | 'resend' | 'search' | 'stats', boolean>>;
  readonly providers: readonly ProviderView[];
  readonly logsUrl?: string;
}

export interface ProviderView {
  readonly provider: string;
  readonly title: string;
  readonly webhookUrl: string;
  readonly sampleTypes: readonly string[];
}

export interface EventView extends CoreEventView {
  /** Id of the object concerned. */
  readonly subject?: string;
}

/** `GET /api/events` */
export interface EventPage {
  readonly events: readonly EventView[];
  /** Where the next, older page begins. */
  readonly next?: string;
}

/** `GET /api/events/:id`, without its envelope: that one is rendered from the text. */
export interface EventDetail extends EventView {
  readonly messageId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The envelope's bytes, where they are no JSON. */
  readonly base64?: string;
  readonly secretVersion?: string;
  readonly requests: readonly string[];
  readonly letters: readonly Letter[];
  readonly timeline: readonly Span[];
  readonly logsUrl?: string;
}

/** One step of an event's way. */
export interface Span {
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly start: string;
  readonly durationMs: number;
  readonly status: 'ok' | 'error';
  readonly error?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** `GET /api/requests` */
export interface RequestPage {
  readonly requests: readonly RequestView[];
  readonly next?: string;
}

export interface RequestView {
  readonly id: string;
  readonly time: string;
  readonly provider: string;
  readonly method: string;
  readonly url: string;
  readonly bytes: number;
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly eventIds: readonly string[];
  readonly durationMs: number;
}

/** `GET /api/requests/:id` */
export interface RequestDetail extends RequestView {
  /** Credentials are masked. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
  /** The body, where it is no text. */
  readonly bodyBase64?: string;
  readonly reply: string;
}

/** `GET /api/letters` */
export interface LetterPage {
  readonly letters: readonly Letter[];
}

export interface Letter {
  readonly id: string;
  readonly status: 'open' | 'redriven';
  readonly provider: string;
  readonly consumer?: string;
  readonly reason: string;
  readonly attempts: number;
  readonly time: string;
  readonly eventId?: string;
  readonly eventType?: string;
  readonly bytes: number;
  readonly redrivenAt?: string;
}

/** `GET /api/letters/:id` */
export interface LetterDetail extends Letter {
  readonly attributes: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly base64?: string;
}

/** `GET /api/map` */
export interface ServiceMap {
  readonly providers: readonly MapProvider[];
}

export interface MapProvider {
  readonly provider: string;
  readonly title: string;
  readonly webhook: { readonly name: string; readonly url: string; readonly received: number; readonly refused: number };
  readonly topic: { readonly name: string; readonly published: number };
  readonly consumers: readonly MapConsumer[];
  readonly deadLetters: { readonly topic: string; readonly function: string; readonly open: number };
}

export interface MapConsumer {
  readonly name: string;
  readonly counts: Readonly<Record<'handled' | 'retrying' | 'dead' | 'waiting', number>>;
  readonly sagas: readonly { readonly name: string; readonly commands: readonly Outcomes[] }[];
  readonly tasks: readonly Outcomes[];
}

export interface Outcomes {
  readonly name: string;
  readonly done: number;
  readonly failed: number;
}

/** `GET /api/records` */
export interface Collections {
  readonly collections: readonly { readonly name: string; readonly count?: number }[];
}

/** `GET /api/stats`: a bucket is one minute. */
export interface Stats {
  readonly buckets: readonly Bucket[];
}

export interface Bucket {
  readonly time: string;
  readonly received: number;
  readonly refused: number;
  readonly published: number;
  readonly handled: number;
  readonly retried: number;
  readonly dead: number;
  /** From arrival to handled; null or absent where nothing was handled. */
  readonly p50ms?: number | null;
  readonly p95ms?: number | null;
}

/** `GET /api/subscriptions` */
export interface Subscriptions {
  readonly subscriptions: readonly SubscriptionView[];
}

export interface SubscriptionView {
  readonly name: string;
  readonly consumer?: string;
  readonly topic: string;
  readonly backlog?: number;
  readonly oldestUnackedSeconds?: number;
  readonly policy: Readonly<Record<string, unknown>>;
  /** Sentences that say how it differs from the bundle's policy. */
  readonly drift: readonly string[];
}

/** `GET /api/samples/:provider/:type` */
export interface Sample {
  readonly body: string;
  readonly contentType: string;
}

export const VARIANTS = ['valid', 'tampered', 'expired', 'future', 'unsigned'] as const;
export type Variant = (typeof VARIANTS)[number];

/** `POST /api/send` and `POST /api/events/:id/resend` */
export interface Sent {
  readonly status: number;
  readonly reply: string;
  readonly eventId?: string;
  readonly requestId?: string;
}

/** `event: change` of `GET /api/stream` */
export interface Change {
  /** Ids; undefined where any may have changed. */
  readonly events: readonly string[] | undefined;
  readonly requests: boolean;
  readonly letters: boolean;
  /** Collections; undefined where any may have changed. */
  readonly records: readonly string[] | undefined;
}

