/**
 * The tables of the local state, in the order in which they were added. Only append: a state file of an
 * earlier version is brought up to date by the steps that it lacks.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- What command handlers keep.
  CREATE TABLE records (
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (collection, id)
  );

  -- Which consumer has finished which event. key is ledgerId() of core, state a LedgerState as JSON;
  -- the columns repeat of it what is searched for. host: the process that holds the claim.
  CREATE TABLE ledger (
    entry INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    id TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    host TEXT,
    state TEXT NOT NULL
  );
  CREATE INDEX ledger_event ON ledger (id);
  CREATE INDEX ledger_updated ON ledger (updated_at);
  CREATE INDEX ledger_held ON ledger (host) WHERE host IS NOT NULL;

  -- What Pub/Sub keeps: every message, and who reads which topic.
  CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    publish_time INTEGER NOT NULL,
    attributes TEXT NOT NULL,
    data BLOB NOT NULL
  );
  CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY,
    consumer TEXT NOT NULL UNIQUE,
    topic TEXT NOT NULL
  );
  CREATE INDEX subscriptions_topic ON subscriptions (topic);

  -- Each event once, under the id of its first message, so that lists need not touch the messages' data.
  CREATE TABLE events (
    message INTEGER PRIMARY KEY,
    provider TEXT NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    time TEXT NOT NULL,
    received_time TEXT NOT NULL,
    UNIQUE (id, source)
  );

  -- One row for each message and consumer. state: 0 waiting, 1 being handled, 2 acked, 3 given up on.
  CREATE TABLE deliveries (
    message INTEGER NOT NULL,
    subscription INTEGER NOT NULL,
    event INTEGER,
    replay TEXT,
    state INTEGER NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    host TEXT,
    letter INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    PRIMARY KEY (message, subscription)
  ) WITHOUT ROWID;
  CREATE INDEX deliveries_waiting ON deliveries (subscription, due) WHERE state = 0;
  CREATE INDEX deliveries_handled ON deliveries (host) WHERE state = 1;
  CREATE INDEX deliveries_failing ON deliveries (event) WHERE state < 2 AND error IS NOT NULL;
  CREATE INDEX deliveries_dead ON deliveries (event) WHERE state = 3;
  CREATE INDEX deliveries_event ON deliveries (event);

  -- The processes that handle messages. One that is gone gives back what it held.
  CREATE TABLE hosts (
    id TEXT PRIMARY KEY,
    pid INTEGER NOT NULL,
    alive_until INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  -- The journal, for people: requests as they arrived, with the spans of their way in. id: that of the host's own
  -- span. Ids are not taken again: what they name is removed in the order in which it came.
  CREATE TABLE requests (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    time INTEGER NOT NULL,
    provider TEXT NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    status INTEGER NOT NULL,
    code TEXT,
    message TEXT,
    events TEXT NOT NULL,
    duration_ms REAL NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    body_cut INTEGER NOT NULL,
    reply TEXT NOT NULL,
    spans TEXT NOT NULL
  );
  CREATE TABLE request_events (
    request INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (request, event)
  ) WITHOUT ROWID;
  CREATE INDEX request_events_event ON request_events (event);

  -- The spans of each delivery that was handled, failed ones too.
  CREATE TABLE handlings (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL,
    spans TEXT NOT NULL
  );
  CREATE INDEX handlings_message ON handlings (message);

  -- What is counted, in all and by the minute since 1970. counts: a MinuteCounts as JSON.
  CREATE TABLE totals (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE minutes (
    minute INTEGER PRIMARY KEY,
    counts TEXT NOT NULL
  );
  `,
  `
  -- Lists of dead letters, the newest first: LocalLetterReader names the index that it reads.
  CREATE INDEX letters_time ON records (data ->> 'time' DESC, id) WHERE collection = 'deadLetters';
  CREATE INDEX letters_event ON records (data ->> 'eventId', data ->> 'time' DESC, id)
    WHERE collection = 'deadLetters';
  CREATE INDEX letters_status ON records (data ->> 'status', data ->> 'time' DESC, id)
    WHERE collection = 'deadLetters';
  CREATE INDEX letters_provider ON records (data ->> 'provider', data ->> 'time' DESC, id)
    WHERE collection = 'deadLetters';
  CREATE INDEX letters_provider_status ON records (data ->> 'provider', data ->> 'status', data ->> 'time' DESC, id)
    WHERE collection = 'deadLetters';
  CREATE INDEX letters_consumer ON records (data ->> 'consumer', data ->> 'time' DESC, id)
    WHERE collection = 'deadLetters';
  CREATE INDEX letters_consumer_status ON records (data ->> 'consumer', data ->> 'status', data ->> 'time' DESC, id)
    WHERE collection = 'deadLetters';
  `,
  `
  -- What is due at instances of durable sagas, and which code has decided them: SqliteStore.find.
  CREATE INDEX instances_due ON records (data ->> 'dueAt', id) WHERE collection = 'sagaInstances';
  CREATE INDEX instances_build ON records (data ->> 'build', id) WHERE collection = 'sagaInstances';
  CREATE INDEX instances_status ON records (data ->> 'status', id) WHERE collection = 'sagaInstances';
  CREATE INDEX instances_saga ON records (data ->> 'saga', id) WHERE collection = 'sagaInstances';

  -- By how much the clock of durable sagas is ahead of real time.
  CREATE TABLE saga_clock (
    place INTEGER PRIMARY KEY CHECK (place = 1),
    ahead_ms INTEGER NOT NULL
  );
  `,
  `
  -- Each index with the id in it has a page of its own written at a random place with every fact. The instances of one saga
  -- lie side by side by their ids anyway, among the statuses only held instances are looked for, and of a build it is enough
  -- to know at once that nothing is left of it.
  DROP INDEX instances_status;
  DROP INDEX instances_saga;
  DROP INDEX instances_build;
  CREATE INDEX instances_held ON records (id) WHERE collection = 'sagaInstances' AND data ->> 'status' = 'held';
  CREATE INDEX instances_build ON records (data ->> 'build') WHERE collection = 'sagaInstances';
  `,
  `
  -- Since when a consumer is paused: what is published to it waits.
  ALTER TABLE subscriptions ADD COLUMN paused_at INTEGER;
  `,
  `
  -- What the stand-ins for providers' APIs answer. request: method and path; answer: JSON.
  CREATE TABLE api_answers (
    provider TEXT NOT NULL,
    request TEXT NOT NULL,
    answer TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (provider, request)
  ) WITHOUT ROWID;
  `,
  `
  -- The entries of an object, by its key (event/subject.ts of core); triggers keep them with the entries.
  CREATE TABLE ledger_subjects (
    subject TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (subject, entry)
  ) WITHOUT ROWID;
  CREATE TRIGGER ledger_subjects_made AFTER INSERT ON ledger BEGIN
    INSERT OR IGNORE INTO ledger_subjects SELECT value, NEW.entry FROM json_each(NEW.state, '$.subjects');
  END;
  CREATE TRIGGER ledger_subjects_gone AFTER DELETE ON ledger BEGIN
    DELETE FROM ledger_subjects
      WHERE entry = OLD.entry AND subject IN (SELECT value FROM json_each(OLD.state, '$.subjects'));
  END;

  -- The key of the subject that an event's envelope names, for events that have no entry.
  ALTER TABLE events ADD COLUMN subject_key TEXT;
  CREATE INDEX events_subject ON events (subject_key, message) WHERE subject_key IS NOT NULL;
  `,
  `
  -- The letters of an issue, in the order of their ids, as SqliteStore.find reads them, by status, which LocalIssueReader
  -- counts, and in the order of time; and its redrives. Letters of before have no issue. Of the ledger, the events that are
  -- tried again.
  CREATE INDEX letters_issue ON records (data ->> 'issue', id)
    WHERE collection = 'deadLetters' AND data ->> 'issue' IS NOT NULL;
  CREATE INDEX letters_issue_status ON records (data ->> 'issue', data ->> 'status')
    WHERE collection = 'deadLetters' AND data ->> 'issue' IS NOT NULL;
  CREATE INDEX letters_issue_time ON records (data ->> 'issue', data ->> 'time' DESC, id)
    WHERE collection = 'deadLetters' AND data ->> 'issue' IS NOT NULL;
  CREATE INDEX letters_redriven ON records (data ->> 'issue', data ->> 'redrivenAt')
    WHERE collection = 'deadLetters' AND data ->> 'issue' IS NOT NULL AND data ->> 'redrivenAt' IS NOT NULL;
  CREATE INDEX ledger_issue ON ledger (state ->> 'issue', updated_at)
    WHERE state ->> 'issue' IS NOT NULL AND state ->> 'status' = 'open';
  `,
  `
  -- What was logged by each delivery that has ended. attempt: its place among those of the message.
  CREATE TABLE handling_logs (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL,
    consumer TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    omitted INTEGER NOT NULL,
    lines TEXT NOT NULL
  );
  CREATE INDEX handling_logs_message ON handling_logs (message);
  `,
];
