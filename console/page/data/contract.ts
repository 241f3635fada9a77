/** What the console's API answers. Times are RFC 3339, durations milliseconds. */
import type { EventView } from '../../../functions/src/core/inspect/event-reader.ts';
import type { Change as CoreChange } from '../../../functions/src/core/inspect/changes.ts';
import type { LetterSummary } from '../../../functions/src/core/letters/letter-reader.ts';
import type { RequestView } from '../../../functions/src/core/inspect/requests.ts';
import type { MinuteStatistics } from '../../../functions/src/core/inspect/statistics.ts';
import type { MAX_DISMISS_REASON } from '../../../functions/src/core/letters/dismiss.ts';
import type { SampleVariant, SubscriptionView } from '../../ports.ts';

export type {
  ConsumerView,
  EventPage,
  EventStatus,
  EventView,
} from '../../../functions/src/core/inspect/event-reader.ts';
export type { RequestPage, RequestView } from '../../../functions/src/core/inspect/requests.ts';
export type { SendResult, SubscriptionView } from '../../ports.ts';
export type Letter = LetterSummary;
export type Variant = SampleVariant;
export type Bucket = MinuteStatistics;
/** The most characters of a reason to dismiss a letter. */
export type MaxDismissReason = typeof MAX_DISMISS_REASON;

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
  /** How the provider signs its requests. */
  readonly signature?: string;
}

/** `GET /api/events/:id`, without its envelope: that one is rendered from the text. */
export interface EventDetail extends EventView {
  readonly messageId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The envelope's bytes, if they are not JSON. */
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

/** `GET /api/requests/:id` */
export interface RequestDetail extends RequestView {
  /** Credentials are masked. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
  /** The body, if it is not text. */
  readonly bodyBase64?: string;
  /** Whether the body was too long to be kept whole. */
  readonly bodyCut?: boolean;
  readonly reply: string;
}

/** `GET /api/letters` */
export interface LetterPage {
  readonly letters: readonly Letter[];
}

/** `GET /api/letters/:id` */
export interface LetterDetail extends Letter {
  readonly attributes: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly base64?: string;
}

/** `GET /api/map`. Counts that cannot be known are left out. */
export interface ServiceMap {
  readonly providers: readonly MapProvider[];
}

export interface MapProvider {
  readonly provider: string;
  readonly title: string;
  readonly webhook: {
    readonly name: string;
    readonly url: string;
    readonly received?: number;
    readonly refused?: number;
  };
  readonly topic: { readonly name: string; readonly published?: number };
  readonly consumers: readonly MapConsumer[];
  readonly deadLetters: { readonly topic: string; readonly function: string; readonly open?: number };
}

export interface MapConsumer {
  readonly name: string;
  readonly counts: Partial<Readonly<Record<'handled' | 'retrying' | 'dead' | 'waiting', number>>>;
  readonly sagas: readonly { readonly name: string; readonly commands: readonly Outcomes[] }[];
  readonly tasks: readonly Outcomes[];
}

export interface Outcomes {
  readonly name: string;
  readonly done?: number;
  readonly failed?: number;
}

/** `GET /api/records` */
export interface Collections {
  readonly collections: readonly { readonly name: string; readonly count?: number }[];
}

/** `GET /api/stats`: a bucket is one minute. */
export interface Stats {
  readonly buckets: readonly Bucket[];
}

/** `GET /api/subscriptions` */
export interface Subscriptions {
  readonly subscriptions: readonly SubscriptionView[];
}

/** `GET /api/samples/:provider/:type` */
export interface Sample {
  readonly body: string;
  readonly contentType: string;
}

/** `event: change` of `GET /api/stream`; a list that is undefined stands for anything. */
export type Change = Omit<CoreChange, 'events' | 'records'> & {
  readonly [Name in 'events' | 'records']: CoreChange[Name] | undefined;
};
