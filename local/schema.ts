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
];
