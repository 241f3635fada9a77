import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { RESERVED_COLLECTIONS } from '../../functions/src/core/ledger/store.ts';
import { MOST_SKEW_MS } from './functions.ts';
import type { Activity } from './instance.ts';
import type { Deed } from './workload.ts';
import type { Journal } from './journal.ts';
import type { Document, DocumentChange } from './simulated-firestore.ts';

/** An entry as the watch knows it. */
interface Watched {
  status: unknown;
  /** Who claimed it last, until the claim is given back. */
  holder: Activity | undefined;
  /** The last moment at which it is known to have been done or dead. */
  settledAt: number | undefined;
  isPutOff: boolean;
  /** The last moment at which it is known to have been put off. */
  putOffAt: number | undefined;
  done: ReadonlySet<unknown>;
  /** Runs of each step since the entry was made or reopened. */
  runs: Map<string, number>;
  /** Steps that have failed for good since then, as the ledger was told. */
  failed: Set<string>;
  /** Attempts that were given back uncounted since then. */
  uncounted: number;
}

/** A claim that was granted. */
interface Granted {
  readonly entry: Watched;
  readonly token: unknown;
  readonly attempts: number;
  /** What earlier attempts have settled. */
  readonly settled: ReadonlySet<unknown>;
  readonly ran: Set<string>;
  /** Steps that have failed for good. */
  readonly failed: Set<string>;
  /** Whether its holder has read that somebody else holds the entry. */
  isLost: boolean;
  /** How it was given back: whether the attempt counts. */
  given?: 'counted' | 'uncounted';
}

interface WatchOptions {
  readonly now: () => number;
  readonly journal: Journal;
  readonly maxAttempts: number;
  readonly timeoutMs: number;
  /** How old a message can be at most that is handled without a claim, for any clock. */
  readonly youngMs: number;
  /** Whether a dead letter of a message has been published. */
  readonly hasLetter: (messageId: string | undefined) => boolean;
}

/** The clocks of the instance that puts an event off and of the one that wakes it, together. */
const CLOCKS_DIFFER_MS = 2 * MOST_SKEW_MS;

/** Looks at every write to the ledger at the moment at which it happens, and at every run of a handler. */
export class LedgerWatch {
  readonly #entries = new Map<string, Watched>();
  readonly #claims = new Map<Activity, Granted>();
  /** Activities in which something failed that is the event's own. */
  readonly #failed = new Set<Activity>();
  /** What ran before the event was claimed, or without a claim. */
  readonly #unclaimed = new Map<Activity, Set<string>>();
  readonly #options: WatchOptions;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  readonly commit = (changes: readonly DocumentChange[], activity: Activity): void => {
    const isKept = changes.some(({ collection }) => collection === RESERVED_COLLECTIONS.parkedMessages);
    for (const { collection, id, before, after } of changes) {
      if (collection === RESERVED_COLLECTIONS.letters) this.#lookAtLetter(id, before, after, activity);
      if (collection !== RESERVED_COLLECTIONS.ledger) continue;
      this.#look(this.#entry(id), before, after, activity);
      if (after['waitsUntil'] !== undefined && after['token'] === undefined && !isKept)
        this.violate(activity, 'puts an event off without keeping its message');
    }
  };

  /** An instance reads an entry, and is going to see it as it is. */
  readonly read = (id: string, entry: Document, activity: Activity): void => {
    const claim = this.#claims.get(activity);
    if (claim?.entry === this.#entry(id) && entry['token'] !== claim.token) claim.isLost = true;
  };

  /** A handler begins. @param step Its name in the ledger. */
  ran(step: string, activity: Activity, by: Deed['by']): void {
    const claim = this.#claims.get(activity);
    if (claim === undefined) return this.#ranUnclaimed(step, activity, by);
    const { entry, settled, ran, attempts } = claim;
    const { maxAttempts } = this.#options;
    if (settled.has(step)) this.violate(activity, `${step} runs although it was settled before the claim`);
    if (entry.failed.has(step)) this.violate(activity, `${step} runs although it has failed for good`);
    if (ran.has(step)) this.violate(activity, `${step} runs twice in one attempt`);
    if (attempts > maxAttempts) this.violate(activity, `${step} runs in attempt ${attempts} of ${maxAttempts}`);
    if (claim.isLost) this.violate(activity, `${step} runs although the ledger has shown that the claim is lost`);
    ran.add(step);
    const runs = (entry.runs.get(step) ?? 0) + 1;
    entry.runs.set(step, runs);
    // An attempt that an outage ended is given back, and repeated under the same number.
    if (runs > maxAttempts + entry.uncounted)
      this.violate(activity, `${step} runs ${runs} times, the policy is ${maxAttempts}, given back ${entry.uncounted}`);
  }

  /** Without a claim only records may change, once in each delivery of a message that is young. */
  #ranUnclaimed(step: string, activity: Activity, by: Deed['by']): void {
    const ran = this.#unclaimed.get(activity) ?? new Set();
    this.#unclaimed.set(activity, ran);
    if (by === 'act') this.violate(activity, `${step} runs without a claim`);
    if (ran.has(step)) this.violate(activity, `${step} runs twice without a claim`);
    if ((activity.messageAgeMs ?? 0) > this.#options.youngMs)
      this.violate(activity, `${step} runs without a claim although its message is ${activity.messageAgeMs} ms old`);
    ran.add(step);
  }

  /** A saga or a handler fails. @param step The handler's. @param how Whether it must not run again, or asks to run later. */
  failed(activity: Activity, step?: string, how: 'now' | 'for good' | 'later' = 'now'): void {
    if (how !== 'later') this.#failed.add(activity);
    const claim = this.#claims.get(activity);
    if (step === undefined || claim === undefined) return;
    if (how === 'for good') claim.failed.add(step);
  }

  /** A delivery ends with the wish for another one. @param why A `RedeliveryCause`. */
  nacked(why: unknown, activity: Activity): void {
    const claim = this.#claims.get(activity);
    if (claim === undefined) return;
    if (why === 'unreachable' && claim.given === 'counted' && !this.#failed.has(activity))
      this.violate(activity, 'counts an outage as an attempt');
    if (why === 'command-failed' && claim.given === 'uncounted')
      this.violate(activity, 'does not count an attempt that failed');
  }

  /** Whether an event is put off, or was since a time. */
  wasPutOff(id: string, since: number): boolean {
    const { isPutOff, putOffAt } = this.#entry(id);
    return isPutOff || (putOffAt !== undefined && putOffAt >= since);
  }

  /** Whether an entry is done or dead, or was since a time. */
  wasSettled(id: string, since: number): boolean {
    const { settledAt, status } = this.#entry(id);
    return settledAt !== undefined && (status !== 'open' || settledAt >= since);
  }

  /** A letter that someone has dealt with does not come back. */
  #lookAtLetter(id: string, before: Document | undefined, after: Document, activity: Activity): void {
    const [earlier, now] = [before, after].map((letter) => (isJsonObject(letter?.['data']) ? letter['data'] : {}));
    if (earlier?.['status'] !== undefined && earlier['status'] !== 'open' && now?.['status'] === 'open')
      this.violate(activity, `opens the letter ${id}, which was ${JSON.stringify(earlier['status'])}`);
  }

  #look(entry: Watched, before: Document | undefined, after: Document, activity: Activity): void {
    if (after['token'] !== undefined && after['token'] !== before?.['token'])
      this.#lookAtClaim(entry, before, after, activity);
    else this.#lookAtWrite(entry, before, after, activity);
    const vanished = [...entry.done].filter((name) => !namesOf(after, 'done').has(name));
    entry.done = namesOf(after, 'done');
    if (vanished.length > 0) this.violate(activity, `${vanished.join()} is no longer done`);
    if (entry.isPutOff) entry.putOffAt = this.#options.now();
    entry.isPutOff = after['waitsUntil'] !== undefined;
    entry.status = after['status'];
    if (entry.status === 'open') return;
    entry.settledAt = this.#options.now();
    entry.holder = undefined;
  }

  #lookAtClaim(entry: Watched, before: Document | undefined, after: Document, activity: Activity): void {
    const reopens = before?.['status'] === 'dead';
    if (before?.['status'] === 'done') this.violate(activity, 'claims an entry that is done');
    if (before?.['token'] !== undefined && this.#isHeld(entry))
      this.violate(activity, 'claims an entry while its holder may still run');
    if (
      activity.isRedrive !== true &&
      Date.parse(String(before?.['waitsUntil'])) > this.#options.now() + CLOCKS_DIFFER_MS
    )
      this.violate(activity, `claims an entry that waits until ${String(before?.['waitsUntil'])}`);
    if (reopens) {
      const { redrive } = after;
      if (redrive === undefined || redrive === before?.['redrive'])
        this.violate(activity, `reopens an entry by the redrive ${String(redrive)}, which has reopened it before`);
      // It was dead until now.
      entry.settledAt = this.#options.now();
      entry.runs = new Map();
      entry.failed = new Set();
      entry.uncounted = 0;
    }
    const attempts = Number(after['attempts']);
    const expected = reopens ? 1 : Number(before?.['attempts'] ?? 0) + 1;
    if (attempts !== expected) this.violate(activity, `counts attempt ${attempts} where ${expected} comes next`);
    if (after['status'] !== 'open') this.violate(activity, 'leaves a token in an entry that is not open');
    entry.holder = activity;
    const settled = new Set([...namesOf(after, 'done'), ...namesOf(after, 'failed')]);
    this.#claims.set(activity, {
      entry,
      token: after['token'],
      attempts,
      settled,
      ran: new Set(),
      failed: new Set(),
      isLost: false,
    });
  }

  #lookAtWrite(entry: Watched, before: Document | undefined, after: Document, activity: Activity): void {
    const token = before?.['token'];
    const isHolder = token !== undefined && this.#claims.get(activity)?.token === token;
    if (before === undefined) this.#lookAtNew(after, activity);
    else if (before['status'] !== 'open') this.violate(activity, `writes an entry that is ${String(before['status'])}`);
    else if (!isHolder && (after['status'] !== 'done' || (token !== undefined && this.#isHeld(entry))))
      this.violate(activity, 'writes an entry without holding it');
    const isUncounted = Number(after['attempts']) < Number(before?.['attempts'] ?? 0);
    if (isUncounted) entry.uncounted++;
    if (isHolder && !isUncounted && after['waitsUntil'] !== undefined && !this.#failed.has(activity))
      this.violate(activity, 'counts an attempt that was put off');
    const claim = this.#claims.get(activity);
    if (isHolder && claim !== undefined && after['token'] === undefined) {
      if (after['status'] === 'open') claim.given = isUncounted ? 'uncounted' : 'counted';
      if (!isUncounted) for (const step of claim.failed) entry.failed.add(step);
    }
    if (after['status'] === 'dead' && !this.#options.hasLetter(activity.messageId))
      this.violate(activity, 'buries an event before its letter is published');
    if (after['token'] === undefined && after['status'] === 'open') entry.holder = undefined;
  }

  /** An entry that was made in one commit with the records is the one that a claim would have left. */
  #lookAtNew(after: Document, activity: Activity): void {
    const ran = this.#unclaimed.get(activity) ?? new Set<unknown>();
    const done = namesOf(after, 'done');
    if (after['status'] !== 'done' || after['attempts'] !== 1 || after['leaseUntil'] !== undefined)
      this.violate(activity, 'makes an entry without a claim');
    if (done.size !== ran.size || [...done].some((step) => !ran.has(step)))
      this.violate(activity, `makes an entry with ${[...done].join()} where ${[...ran].join()} ran`);
  }

  /** Whether the holder may still be within its function's time limit. */
  #isHeld({ holder }: Watched): boolean {
    return holder !== undefined && this.#options.now() < holder.startedAt + this.#options.timeoutMs;
  }

  #entry(id: string): Watched {
    const known = this.#entries.get(id);
    if (known !== undefined) return known;
    const entry: Watched = {
      status: undefined,
      done: new Set(),
      holder: undefined,
      settledAt: undefined,
      isPutOff: false,
      putOffAt: undefined,
      runs: new Map(),
      failed: new Set(),
      uncounted: 0,
    };
    this.#entries.set(id, entry);
    return entry;
  }

  violate({ name }: Activity, what: string): void {
    this.#options.journal.violate(`${name} ${what}.`);
  }
}

/** The names of an entry's commands with some status. */
export function namesOf(entry: Document | undefined, status: 'done' | 'failed'): ReadonlySet<unknown> {
  const commands: unknown = entry?.['commands'];
  const settled = Array.isArray(commands) ? commands.filter(isJsonObject) : [];
  return new Set(settled.filter((command) => command['status'] === status).map(({ name }) => name));
}
