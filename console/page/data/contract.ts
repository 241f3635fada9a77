/** What the console's API answers. Times are RFC 3339, durations milliseconds. */
import type { ConsumerView, EventView } from '../../../functions/src/core/inspect/event-reader.ts';
import type { HandlingLog } from '../../../functions/src/core/inspect/handling-log.ts';
import type { Change as CoreChange } from '../../../functions/src/core/inspect/changes.ts';
import type { LetterSummary } from '../../../functions/src/core/letters/letter-reader.ts';
import type { ListedParked } from '../../../functions/src/core/letters/wake-parked.ts';
import type { RequestView } from '../../../functions/src/core/inspect/requests.ts';
import type { MinuteStatistics } from '../../../functions/src/core/inspect/statistics.ts';
import type { MAX_DISMISS_REASON } from '../../../functions/src/core/letters/dismiss.ts';
import type { IntegrationRow } from '../../../functions/src/core/inspect/integration-row.ts';
import type { SAGAS } from '../../../functions/src/core/event/names.ts';
import type { InstanceMoment } from '../../../functions/src/core/inspect/instance-timeline.ts';
import type { ConsumerPause } from '../../../functions/src/core/inspect/pauses.ts';
import type { InstanceSummary } from '../../../functions/src/core/inspect/instances.ts';
import type { UnhandledEvents } from '../../../functions/src/core/inspect/unhandled.ts';
import type { SampleVariant, SubscriptionView } from '../../ports.ts';

export type { HandlingLog, LoggedLine } from '../../../functions/src/core/inspect/handling-log.ts';
export type {
  ConsumerView,
  EventPage,
  EventStatus,
  EventView,
} from '../../../functions/src/core/inspect/event-reader.ts';
export type { Issue, IssueList } from '../../../functions/src/core/letters/issues.ts';
export type { RequestPage, RequestView } from '../../../functions/src/core/inspect/requests.ts';
export type { SendResult, SubscriptionView } from '../../ports.ts';
export type Letter = LetterSummary;
export type Variant = SampleVariant;
export type Bucket = MinuteStatistics;
/** In the place of a provider: what durable sagas share. */
export type SagasName = typeof SAGAS;
/** The most characters of a reason to dismiss a letter. */
export type MaxDismissReason = typeof MAX_DISMISS_REASON;

/** `GET /api/overview` */
export interface Overview {
  readonly mode: 'local' | 'cloud';
  readonly project: string;
  readonly writable: boolean;
  readonly features: Readonly<
    Record<'live' | 'requests' | 'send' | 'resend' | 'search' | 'stats' | 'clock' | 'pauses', boolean>
  >;
  /** Names of those that are on. */
  readonly durableSagas: readonly string[];
  readonly providers: readonly ProviderView[];
  readonly logsUrl?: string;
  /** What keeps the code that was saved last from being loaded. */
  readonly codeFault?: string;
}

export interface ProviderView {
  readonly provider: string;
  readonly title: string;
  readonly webhookUrl: string;
  readonly sampleTypes: readonly string[];
  /** How the provider signs its requests. */
  readonly signature?: string;
}

/** `GET /api/integrations` */
export interface Integrations {
  readonly integrations: readonly IntegrationView[];
}

export interface IntegrationView extends IntegrationRow {
  /** Whether it is on here. */
  readonly isOn: boolean;
}

/** `GET /api/unhandled` */
export interface Unhandled {
  /** Whether anybody counts here; in a project, the metrics have to be installed. */
  readonly isCounted: boolean;
  /** How far the count looks back; absent if it counts from the beginning. */
  readonly days?: number;
  readonly types: readonly UnhandledEvents[];
}

/** `GET /api/events/:id`, without its envelope: that one is rendered from the text. */
export interface EventDetail extends EventView {
  readonly consumers: readonly EventConsumer[];
  readonly messageId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The envelope's bytes, if they are not JSON. */
  readonly base64?: string;
  readonly secretVersion?: string;
  readonly requests: readonly string[];
  readonly letters: readonly Letter[];
  readonly timeline: readonly Span[];
  /** What its last deliveries logged, if that is kept. */
  readonly logs: readonly HandlingLog[];
  /** Those that it brought a fact to, if that is known. */
  readonly instances: readonly EventInstance[];
  readonly logsUrl?: string;
}

export interface EventConsumer extends ConsumerView {
  /** The page of Cloud Logging with the log entries of this consumer, if it failed. */
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

/** `GET /api/subjects/:subject`: what came of the events that concern an object. */
export interface SubjectView {
  /** As the ledger keeps it: a digest, if it is an address. */
  readonly subject: string;
  readonly isDigest: boolean;
  /** The event whose id this is, if it is one. */
  readonly event?: { readonly provider: string; readonly id: string };
  /** How many of its events were looked through. */
  readonly events: number;
  /** Whether it has older ones. */
  readonly isMore: boolean;
  /** `orders/o1` */
  readonly records: readonly string[];
  readonly letters: readonly Letter[];
  /** Whether older events have dead letters, too. */
  readonly hasMoreLetters: boolean;
  /** Events that wait because a handler asked to be tried again later. */
  readonly waiting: readonly WaitingEvent[];
  readonly instances: readonly InstanceView[];
}

export interface WaitingEvent {
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  readonly consumer: string;
  readonly waitsUntil: string;
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
export interface LetterPage extends LetterCount {
  readonly letters: readonly Letter[];
}

/** `GET /api/letters/count` */
export interface LetterCount {
  /** How many there are, in the list or not. */
  readonly count: number;
}

/** `GET /api/letters/:id` */
export interface LetterDetail extends Letter {
  readonly attributes: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly base64?: string;
  /** Of a durable saga, if the message concerns one. */
  readonly instance?: Pick<InstanceView, 'saga' | 'key'>;
}

/** The time of durable sagas, and by how many milliseconds it is ahead of real time. */
export interface SagaTime {
  readonly now: string;
  readonly aheadMs: number;
}

/** `GET /api/sagas` */
export interface InstancePage extends SagaTime {
  readonly instances: readonly InstanceView[];
}

export type InstanceView = Dated<InstanceSummary, 'dueAt'>;

/** `GET /api/sagas/:saga/:key` */
export interface InstanceDetail extends InstanceView, SagaTime {
  readonly version: number;
  /** Up to and at this moment everything is decided. */
  readonly decidedTo: string;
  readonly changedAt: string;
  /** When the pipeline goes on. */
  readonly wakeAt?: string;
  /** What the pipeline throws, if the instance is held and it still does. */
  readonly fault?: string;
  readonly letters: readonly Letter[];
  readonly timeline: readonly Moment[];
}

/** An instance with what it does from the moment on at which an event came. */
export interface EventInstance extends Pick<InstanceView, 'saga' | 'key' | 'status'> {
  /** Of its record, as the entries of the ledger name it. */
  readonly id: string;
  readonly moments: readonly Moment[];
}

export type Moment = Dated<InstanceMoment, 'at' | 'retryAt'>;

/** With moments as RFC 3339 in place of milliseconds. */
type Dated<T, Name extends string> = T extends unknown
  ? { readonly [Key in keyof T]: Key extends Name ? Exclude<T[Key], number> | string : T[Key] }
  : never;

/** `GET /api/map`. Counts that cannot be known are left out. */
export interface ServiceMap {
  readonly providers: readonly MapProvider[];
  readonly sagas?: MapSagas;
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

/** What all durable sagas share. */
export interface MapSagas extends Pick<MapProvider, 'topic' | 'deadLetters'> {
  /** The scheduled function that finds what is due. */
  readonly wake: string;
  readonly consumer: MapConsumer;
}

export interface MapConsumer {
  readonly name: string;
  readonly counts: Partial<Readonly<Record<'handled' | 'retrying' | 'dead' | 'waiting', number>>>;
  readonly sagas: readonly { readonly name: string; readonly commands: readonly Outcomes[] }[];
  readonly tasks: readonly Outcomes[];
  /** Durable sagas that take facts from its events. */
  readonly durable: readonly string[];
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

/** `GET /api/pauses` */
export interface PausedConsumers {
  readonly paused: readonly ConsumerPause[];
  /** All that can be paused. */
  readonly consumers: readonly string[];
}

/** `GET /api/waiting` */
export interface ParkedEvents {
  readonly waiting: readonly ParkedEvent[];
}

export type ParkedEvent = Dated<ListedParked, 'dueAt'>;

/** `GET /api/samples/:provider/:type` */
export interface Sample {
  readonly body: string;
  readonly contentType: string;
}

/** `event: change` of `GET /api/stream`; a list that is undefined stands for anything. */
export type Change = Omit<CoreChange, 'events' | 'records'> & {
  readonly [Name in 'events' | 'records']: CoreChange[Name] | undefined;
};
