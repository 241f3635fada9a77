import { join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RESERVED_COLLECTIONS } from '../functions/src/core/ledger/store.ts';
import type { ChangeFeed } from '../functions/src/core/inspect/changes.ts';
import type { HandlingLogReader } from '../functions/src/core/inspect/handling-log.ts';
import type { PauseControl } from '../functions/src/core/inspect/pauses.ts';
import type { IssueReader } from '../functions/src/core/letters/issues.ts';
import type { LetterReader } from '../functions/src/core/letters/letter-reader.ts';
import type { RequestReader } from '../functions/src/core/inspect/requests.ts';
import type { MinuteReader, TotalsReader } from '../functions/src/core/inspect/statistics.ts';
import type { SkippedReader } from '../functions/src/core/inspect/unhandled.ts';
import type { TimelineReader } from '../functions/src/core/inspect/timeline.ts';
import type { VerifiedReader } from '../functions/src/core/inspect/verified.ts';
import type { Logger } from '../functions/src/core/telemetry/logger.ts';
import { systemClock, type Ports } from '../functions/src/core/ports.ts';
import { KeptAnswers } from './apis/answers.ts';
import { ApiStandIns } from './apis/local-apis.ts';
import { openDatabase, stateFileIn } from './database.ts';
import { LocalEventReader } from './event-reader.ts';
import { FileBlobs } from './file-blobs.ts';
import type { DeliveryLogs } from './journal/delivery-logs.ts';
import { Journal } from './journal/journal.ts';
import { JournaledPublisher } from './journal/journaled-publisher.ts';
import { JournalReader } from './journal/journal-reader.ts';
import { LocalChanges, type ChangeNotes } from './journal/local-changes.ts';
import { LocalStatistics } from './journal/local-statistics.ts';
import { VerifiedRequests } from './journal/verified-requests.ts';
import { LocalIssueReader } from './issue-reader.ts';
import { LocalLetterReader } from './letter-reader.ts';
import { LocalPauses } from './queue/pauses.ts';
import { LocalPublisher } from './queue/publisher.ts';
import { LocalQueue } from './queue/queue.ts';
import { removeExpired, removePastPolicy, type TopicPolicies } from './retention.ts';
import { EnvironmentSecrets } from './secrets.ts';
import type { LocalSettings } from './settings.ts';
import { SagaClock } from './saga-clock.ts';
import { SqliteStore } from './sqlite-store.ts';

/** What people may look at. */
export interface LocalInspection {
  readonly events: LocalEventReader;
  readonly store: SqliteStore;
  readonly letters: LetterReader;
  readonly issues: IssueReader;
  readonly requests: RequestReader;
  readonly timeline: TimelineReader;
  readonly logs: HandlingLogReader;
  readonly verified: VerifiedReader;
  readonly minutes: MinuteReader;
  readonly totals: TotalsReader;
  readonly skipped: SkippedReader;
  readonly changes: ChangeFeed & ChangeNotes;
  readonly sagaClock: SagaClock;
  readonly pauses: PauseControl;
  /** What the stand-ins for providers' APIs answer. */
  readonly answers: KeptAnswers;
}

/** The state file at work: core's ports over it, the queue, and what people may look at. */
export interface LocalState extends LocalInspection {
  readonly ports: Ports;
  readonly queue: LocalQueue;
  /** Keeps what deliveries log. */
  readonly deliveryLogs: DeliveryLogs;
  /** Has the journal follow a request. */
  watch(request: IncomingMessage, response: ServerResponse): (provider: string) => void;
  /** Lets go of messages that the policy keeps no longer. */
  applyRetention(policies: TopicPolicies): void;
  /** Names headers that carry a credential, beside the usual ones. */
  mask(header: string): void;
  readonly apis: ApiStandIns;
  /** Closes the file. Whoever has used the stand-ins for APIs closes them first. */
  close(): void;
}

/** Opens the state folder; what is past its time is removed first. */
export function openState({ stateDir, project, backoffScale }: LocalSettings, log: Logger): LocalState {
  const file = stateFileIn(stateDir);
  const database = openDatabase(file, 'crash');
  const durable = openDatabase(file, 'powerCut');
  const clock = systemClock;
  const sagaClock = new SagaClock(database);
  removeExpired(database, clock.now());

  const changes = new LocalChanges();
  const credentials = new Set<string>();
  const journal = new Journal(database, { log, changes, credentials });
  const endConsole = journal.logs.keepConsole();
  const queue = new LocalQueue(database, {
    clock,
    log,
    project,
    backoffScale,
    onSettled: (deliveries) => changes.note({ events: deliveries.flatMap(({ attributes }) => attributes['id'] ?? []) }),
  });
  const store = new SqliteStore(database, queue.hosts.id, (collections) =>
    changes.note({ records: collections, letters: collections.includes(RESERVED_COLLECTIONS.letters) }),
  );
  const answers = new KeptAnswers(database, clock);
  const apis = new ApiStandIns(answers);
  const statistics = new LocalStatistics(database, journal);
  const journaled = new JournalReader(database, journal);
  let kept: TopicPolicies = new Map();
  return {
    queue,
    deliveryLogs: journal.logs,
    ports: {
      publisher: new JournaledPublisher(new LocalPublisher(durable, clock, queue.published), journal),
      secrets: new EnvironmentSecrets(),
      store,
      blobs: new FileBlobs(join(stateDir, 'blobs')),
      log: journal.logs.keeping(log),
      clock,
      tracer: journal.tracer,
      sagaTime: sagaClock.at,
      localApis: apis,
    },
    apis,
    answers,
    sagaClock,
    pauses: new LocalPauses(database, clock, () => kept),
    events: new LocalEventReader(database),
    store,
    letters: new LocalLetterReader(database, store),
    issues: new LocalIssueReader(database),
    requests: journaled,
    timeline: journaled,
    logs: journaled,
    verified: new VerifiedRequests(database, journal),
    minutes: statistics,
    totals: statistics,
    skipped: statistics,
    changes,
    watch: (request, response) => journal.watch(request, response),
    applyRetention: (policies) => {
      kept = policies;
      removePastPolicy(database, policies, clock.now());
    },
    mask: (header) => credentials.add(header),
    close: () => {
      endConsole();
      journal.close();
      database.close();
      durable.close();
    },
  };
}
