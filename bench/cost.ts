import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { doneAtOnce } from '../functions/src/core/ledger/ledger.ts';
import { RETENTION } from '../functions/src/core/ledger/retention.ts';
import { entryDocument, entryDocumentId } from '../functions/src/gcp/firestore/documents.ts';
import { builtFunctions } from './lib/built-functions.ts';
import { storedBytes } from './lib/document-size.ts';
import { startEmulators } from './lib/emulators.ts';
import { FrameworkProcess, type Deployed } from './lib/framework-process.ts';
import { burst, RequestPool } from './lib/load.ts';
import type { Section } from './lib/report.ts';
import { eventRequest, stripeRequest } from './lib/requests.ts';
import { ourSubscriber, ourWebhook, rival } from './lib/rivals.ts';

/**
 * Published prices in USD, us-central1 (Tier 1), beyond the free tier, request-based billing.
 * @see https://cloud.google.com/run/pricing, https://cloud.google.com/pubsub/pricing,
 * https://cloud.google.com/firestore/pricing, https://cloud.google.com/stackdriver/pricing
 */
export const PRICES = {
  vCpuSecond: 0.000_024,
  gibSecond: 0.000_002_5,
  request: 0.4 / 1e6,
  /** Cloud Run bills instance time in steps of it. */
  stepSeconds: 0.1,
  pubsubByte: 40 / 2 ** 40,
  firestoreRead: 0.03 / 1e5,
  firestoreWrite: 0.09 / 1e5,
  firestoreTtlDelete: 0.01 / 1e5,
  /** A month. */
  firestoreByte: 0.15 / 2 ** 30,
  logByte: 0.5 / 2 ** 30,
};

/** What one event costs in Firestore if one command changes one record. The record itself is the same on both sides. */
interface Documents {
  readonly reads: number;
  readonly writes: number;
  /** Documents that Firestore deletes when they expire. */
  readonly expired: number;
  /** Bytes that are kept for the event, with their indexes, and for how many of the first twelve months. */
  readonly kept: { readonly bytes: number; readonly months: number };
}

const DAYS_OF_A_MONTH = 365 / 12;

const FIRESTORE: Readonly<Record<'ours' | 'claimed' | 'theirs', Documents>> = {
  /** The record read; entry and record written. */
  ours: { reads: 1, writes: 2, expired: 1, kept: ourEntry() },
  /** If a command may reach outside. Claim: the entry created. Commit: entry and record read, and both written. */
  claimed: { reads: 2, writes: 3, expired: 1, kept: ourEntry() },
  /** The marker read; marker and document written. It is kept for good. */
  theirs: {
    reads: 1,
    writes: 2,
    expired: 0,
    kept: { bytes: storedBytes('handled/evt_1SampleSampleSampleSample', { at: new Date() }), months: 12 },
  },
};

/** The ledger's entry of one event. */
function ourEntry(): Documents['kept'] {
  const now = new Date();
  const key = { consumer: 'stripe-onStripeEvent', source: '//stripe.com', id: 'evt_1SampleSampleSampleSample' };
  const event = {
    provider: 'stripe',
    eventType: 'customer.subscription.deleted',
    time: now.toISOString(),
    receivedTime: now.toISOString(),
    messageId: '17391372618300518',
    subjects: ['sub_1SampleSampleSampleSample', 'cus_SampleSample01', 'in_1SampleSampleSampleSample'],
  };
  const record = { collection: 'subscriptions', id: 'sub_1SampleSampleSampleSample', mutate: () => undefined };
  const command = { name: 'subscriptionLifecycle/SyncSubscription', mutations: [record] };
  const entry = doneAtOnce({ request: { key, event, leaseMs: 0, now }, commands: [command] });
  const path = `integration-ledger/${entryDocumentId(key)}`;
  const months = RETENTION.ledgerEntry.ms / 86_400_000 / DAYS_OF_A_MONTH;
  return { bytes: storedBytes(path, entryDocument(entry)), months };
}

/** As the generator deploys them. */
export const GIB = { webhook: 0.5, subscriber: 0.5 };

/** What one function takes for one event. */
interface Share {
  readonly cpuMs: number;
  readonly coldMs: number;
  readonly logBytes: number;
}

/** What a million events cost, from the start of the request to the handled event. */
export async function cost(events: number): Promise<Section> {
  using emulators = await startEmulators();
  using real = await builtFunctions('real');
  const { environment } = emulators;
  const [webhook, handler] = [() => stripeRequest(), eventRequest];
  const ours = {
    webhook: await share(ourWebhook(real, 'ours', environment), webhook, events),
    subscriber: await share(ourSubscriber(real, 'ours', environment), handler, events / 4),
  };
  const theirs = {
    webhook: await share(rival('hand-written', 'hand-written', environment), webhook, events),
    subscriber: await share(rival('hand-written-subscriber', 'hand-written', environment), handler, events / 4),
  };
  // Ours carries the envelope and more attributes; both are published and delivered once.
  const bytes = { ours: stripeRequest().byteLength + 900, theirs: stripeRequest().byteLength + 50 };
  const row = (name: string, of: typeof ours, size: number, { reads, writes, expired, kept }: Documents) => {
    const busy =
      computing(of.webhook.cpuMs / 1000, GIB.webhook) + computing(of.subscriber.cpuMs / 1000, GIB.subscriber);
    const lone = computing(PRICES.stepSeconds, GIB.webhook) + computing(PRICES.stepSeconds, GIB.subscriber);
    const cold =
      computing(rounded(of.webhook.coldMs), GIB.webhook) + computing(rounded(of.subscriber.coldMs), GIB.subscriber);
    const calls = 2 * PRICES.request;
    const pubsub = 2 * size * PRICES.pubsubByte;
    const firestore = reads * PRICES.firestoreRead + writes * PRICES.firestoreWrite;
    const logs = (of.webhook.logBytes + of.subscriber.logBytes) * PRICES.logByte;
    const keeping = expired * PRICES.firestoreTtlDelete + kept.bytes * kept.months * PRICES.firestoreByte;
    const rest = calls + pubsub + firestore + logs;
    const dollars = [busy, calls, pubsub, firestore, logs, rest + busy, rest + lone, rest + cold, keeping];
    return [name, of.webhook.cpuMs, of.subscriber.cpuMs, ...dollars.map((each) => each * 1e6)];
  };
  const rows = [
    row('ours', ours, bytes.ours, FIRESTORE.ours),
    row('ours, claimed', ours, bytes.ours, FIRESTORE.claimed),
    row('hand-written', theirs, bytes.theirs, FIRESTORE.theirs),
  ];
  const against = (column: number) => Number(rows[0]?.[column]) / Number(rows[2]?.[column]);
  return {
    title: 'What a million events cost, in USD',
    columns: [
      '',
      'webhook CPU ms',
      'subscriber CPU ms',
      'CPU+memory',
      'requests',
      'Pub/Sub',
      'Firestore',
      'logs',
      'all, busy',
      'all, one by one',
      'all, each cold',
      'kept for a year',
    ],
    rows,
    goals: [
      { text: 'Firestore, ours over hand-written', reached: against(6), atMost: 1 },
      { text: 'all, busy', reached: against(8), atMost: 1 },
      { text: 'all, one by one', reached: against(9), atMost: 1 },
      { text: 'all, each cold', reached: against(10), atMost: 1 },
    ],
    note: 'kept for a year, not in the sums: TTL deletes and storage of what says that an event was handled; busy: instances that have as many requests as they take, billed by CPU time; one by one: 100 ms of an instance for each; each cold: a start for each',
  };
}

async function share(deployed: Deployed, request: () => Buffer, events: number): Promise<Share> {
  const colds: number[] = [];
  for (let index = 0; index < 3; index++) colds.push((await FrameworkProcess.coldStart(deployed, request())).ms);
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-log-'));
  const logFile = path.join(folder, 'log');
  const started = await FrameworkProcess.start({ ...deployed, logFile });
  try {
    const warmUp = Math.ceil(events / 2);
    const requests = new RequestPool(events + warmUp, request);
    const connections = 8;
    await burst({ port: started.port, requests, connections, total: warmUp, status: statusOf(deployed) });
    const [cpu, logged] = [started.cpuMs(), statSync(logFile).size];
    await burst({ port: started.port, requests, connections, total: events, status: statusOf(deployed) });
    return {
      cpuMs: (started.cpuMs() - cpu) / events,
      logBytes: (statSync(logFile).size - logged) / events,
      coldMs: Math.min(...colds),
    };
  } finally {
    await started.stop();
    rmSync(folder, { recursive: true });
  }
}

function statusOf({ signature }: Deployed): number {
  return signature === 'cloudevent' ? 204 : 200;
}

/** USD of an instance with one vCPU. */
export function computing(seconds: number, gib: number): number {
  return seconds * (PRICES.vCpuSecond + gib * PRICES.gibSecond);
}

/** Seconds that are billed. */
function rounded(ms: number): number {
  return Math.ceil(ms / 1000 / PRICES.stepSeconds) * PRICES.stepSeconds;
}
