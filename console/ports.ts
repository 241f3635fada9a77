import type { HandlingLogReader } from '../functions/src/core/inspect/handling-log.ts';
import type { PauseControl } from '../functions/src/core/inspect/pauses.ts';
import type { ApiAnswers } from '../functions/src/core/integration/samples.ts';
import type { EventReader } from '../functions/src/core/inspect/event-reader.ts';
import type { Store } from '../functions/src/core/ledger/store.ts';
import type { ChangeFeed } from '../functions/src/core/inspect/changes.ts';
import type { IssueReader } from '../functions/src/core/letters/issues.ts';
import type { ListedParked } from '../functions/src/core/letters/wake-parked.ts';
import type { LetterReader } from '../functions/src/core/letters/letter-reader.ts';
import type { RequestReader } from '../functions/src/core/inspect/requests.ts';
import type { MinuteReader, TotalsReader } from '../functions/src/core/inspect/statistics.ts';
import type { SkippedReader } from '../functions/src/core/inspect/unhandled.ts';
import type { TimelineReader } from '../functions/src/core/inspect/timeline.ts';
import type { DurableEntry } from '../functions/src/core/inspect/catalog.ts';
import type { IntegrationRow } from '../functions/src/core/inspect/integration-row.ts';
import type { SagaGroup } from '../functions/src/core/inspect/saga-group.ts';
import type { Ports } from '../functions/src/core/ports.ts';

/** What the console shows and steers: the local stack, or a deployed project. What is left out it cannot do there. */
export interface ConsolePorts {
  readonly mode: 'local' | 'cloud';
  readonly project: string;
  /** The integrations that are on. */
  readonly providers: readonly ProviderFacts[];
  readonly events: EventReader;
  readonly records: RecordReader;
  readonly letters: LetterReader;
  readonly issues: IssueReader;
  /** Events whose handlers asked to be tried again later, what is due soonest first. */
  readonly parked: (limit: number) => Promise<readonly ListedParked[]>;
  readonly totals: TotalsReader;
  readonly skipped?: SkippedReader;
  readonly requests?: RequestReader;
  readonly timeline?: TimelineReader;
  readonly logs?: HandlingLogReader;
  readonly minutes?: MinuteReader;
  readonly changes?: ChangeFeed;
  /** Whether events are found by a text in them. */
  readonly search: boolean;
  readonly subscriptions?: SubscriptionReader;
  /** Absent if nobody knows which subscription belongs to which consumer. */
  readonly pauses?: PauseControl;
  /** Finds an event's message where the reader of events has it not at hand. */
  readonly envelopes?: EnvelopeFinder;
  readonly samples?: SampleSender;
  /** Absent if the bundle has no durable saga here. */
  readonly sagas?: SagaPorts;
  /** What changes things; absent if nothing may be changed. */
  readonly recovery?: Pick<Ports, 'store' | 'publisher' | 'clock'>;
  /** The AsyncAPI document; undefined if the sources have a fault. */
  catalogue?(): Promise<string | undefined>;
  /** What the sources say of each integration, on or off; undefined if they have a fault. */
  integrations?(): Promise<readonly IntegrationRow[] | undefined>;
  /** What keeps the code that was saved last from being loaded, in a sentence; undefined if it runs. */
  codeFault?(): string | undefined;
  /** A sentence for people about an error of what is behind these ports; undefined for a defect. */
  explain?(error: unknown): string | undefined;
  /** The URL of an event's logs, at one consumer or at all, or of all logs. */
  logsUrl?(eventId?: string, consumer?: string): string;
}

export interface RecordReader extends Pick<Store, 'list' | 'get'> {
  /** The collections that hold records, with the number of theirs where that is known. */
  collections(): Promise<readonly { readonly name: string; readonly count?: number }[]>;
}

/** One integration, as the generator wrote it down. */
export interface ProviderFacts {
  readonly provider: string;
  readonly title: string;
  /** Deployed name of the HTTPS function, and its address. */
  readonly webhook: { readonly name: string; readonly url: string };
  readonly topic: string;
  readonly deadLetterTopic: string;
  /** Deployed name of the function that keeps the dead letters. */
  readonly deadLetters: string;
  readonly consumers: readonly ConsumerFacts[];
  /** Types that there are samples of. */
  readonly sampleTypes: readonly string[];
  /** How the provider signs its requests, for people; undefined if no scheme says it. */
  readonly signature?: string;
}

/** The durable sagas of the bundle, and their instances. */
export interface SagaPorts {
  /** By name. */
  readonly sagas: Readonly<Record<string, Pick<DurableEntry, 'commands' | 'definition'>>>;
  /** What all of them share; `consumer`, `deadLetters` and `wake` are the deployed names of functions. */
  readonly group: Pick<SagaGroup, 'topic' | 'deadLetterTopic' | 'consumer' | 'deadLetters' | 'wake'>;
  readonly store: Pick<Store, 'find' | 'get' | 'states'>;
  /** The sagas' time. */
  now(): Date;
  /** Moves that time ahead; absent where it is real time. */
  readonly clock?: MovableClock;
}

export interface MovableClock {
  /** Milliseconds by which it is ahead of real time. */
  readonly aheadMs: number;
  /** @param ms Whole milliseconds. */
  advance(ms: number): void;
}

export interface ConsumerFacts {
  /** Deployed name. */
  readonly name: string;
  /** Durable sagas that take facts from its events. */
  readonly durable?: readonly string[];
  readonly sagas: readonly { readonly name: string; readonly commands: readonly string[] }[];
  readonly tasks: readonly string[];
}

/** Finds the message of an event in what its topic still keeps. */
export interface EnvelopeFinder {
  find(event: {
    readonly provider: string;
    readonly source: string;
    readonly id: string;
    readonly receivedTime: string;
  }): Promise<FoundMessage | undefined>;
}

export interface FoundMessage {
  readonly attributes: Readonly<Record<string, string>>;
  readonly data: Uint8Array;
}

/** Reads the subscriptions behind the consumers. */
export interface SubscriptionReader {
  subscriptions(): Promise<readonly SubscriptionView[]>;
}

export interface SubscriptionView {
  readonly name: string;
  readonly consumer?: string;
  readonly topic: string;
  /** Messages that are not acked. */
  readonly backlog?: number;
  readonly oldestUnackedSeconds?: number;
  /** Settings, as people read them. */
  readonly policy: Readonly<Record<string, string>>;
  /** What differs from the configured policy, or why that cannot be told: a sentence each. */
  readonly drift: readonly string[];
}

/** How a request is spoiled, to see it refused. */
export const SAMPLE_VARIANTS = ['valid', 'tampered', 'expired', 'future', 'unsigned'] as const;
export type SampleVariant = (typeof SAMPLE_VARIANTS)[number];

/** Makes signed requests and posts them to the endpoints. */
export interface SampleSender {
  /** A body of this type, to be edited. @throws {ApiError} `not-found` */
  sample(provider: string, type: string): Promise<{ readonly body: string; readonly contentType: string }>;
  /** @throws {ApiError} if the sample cannot be made so. */
  send(wanted: WantedSample): Promise<SendResult>;
  /** Has the stand-in for a provider's API answer these requests from now on. */
  answer(provider: string, answers: ApiAnswers): Promise<void>;
  /** Posts a request that arrived before once more, signed again. @throws {ApiError} if it is no longer kept. */
  resend(event: { readonly provider: string; readonly id: string; readonly type: string }): Promise<SendResult>;
}

export interface WantedSample {
  readonly provider: string;
  readonly type: string;
  /** Sent unchanged; a new sample if left out. */
  readonly body?: string;
  readonly variant: SampleVariant;
}

export interface SendResult {
  readonly status: number;
  /** The body of the answer. */
  readonly reply: string;
  readonly eventId?: string;
  readonly requestId?: string;
}
