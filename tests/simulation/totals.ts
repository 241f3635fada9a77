import { isJsonObject } from '../../functions/src/core/event/json.ts';
import type { Keys } from './keys.ts';
import { namesOf } from './ledger-watch.ts';
import { stepsFor, type Outcome } from './invariants.ts';
import type { Document } from './simulated-firestore.ts';
import type { SimulatedProvider } from './simulated-provider.ts';
import type { Deed } from './workload.ts';

interface Done {
  readonly key: string;
  readonly eventId: string;
  readonly deed: Deed;
}

/** Records and effects outside are what the commands that are done add up to: nothing twice, nothing missing. */
export function checkTotals(outcome: Outcome, keys: Keys, provider: SimulatedProvider): void {
  const done = doneOf(outcome, keys);
  checkCounters(outcome, done);
  checkNewest(outcome, done);
  checkFirsts(outcome, done);
  checkSums(outcome, done);
  checkVersions(outcome);
  for (const { key, deed } of done) {
    const effects = provider.effects.get(key) ?? 0;
    if (deed.kind === 'effect' && effects !== 1) outcome.journal.violate(`An effect took place ${effects} times.`);
    if (deed.kind === 'forgetfulEffect' && effects === 0) outcome.journal.violate('An effect did not take place.');
  }
}

/** What the ledger says is done. */
function doneOf({ firestore, messages, consumers, journal }: Outcome, keys: Keys): readonly Done[] {
  return [...firestore.collection('ledger').values()].flatMap((entry) => {
    const { id: eventId, replay } = entry;
    const consumer = consumers.find((name) => name === entry['consumer']);
    const deeds = messages.find((message) => message.eventId === eventId)?.deeds;
    if (consumer === undefined || deeds === undefined || typeof eventId !== 'string') return [];
    return [...stepsFor(deeds, consumer)].flatMap(([step, deed]) => {
      if (!namesOf(entry, 'done').has(step)) return [];
      const key = keys.keyOf({ consumer, eventId, replay: typeof replay === 'string' ? replay : undefined, step });
      if (key === undefined) journal.violate(`${consumer} ${eventId}: ${step} is done and has never run.`);
      return key === undefined ? [] : [{ key, eventId, deed }];
    });
  });
}

function checkCounters({ firestore, journal }: Outcome, done: readonly Done[]): void {
  const counters = firestore.collection('counters');
  for (const target of ['t0', 't1']) {
    const expected = done.filter(({ deed }) => countsIn(deed, target)).map(({ key }) => key);
    const data = dataOf(counters.get(target));
    const by = Array.isArray(data['by']) ? data['by'].map(String) : [];
    const [twice, missing, foreign] = [
      by.filter((key, index) => by.indexOf(key) !== index),
      expected.filter((key) => !by.includes(key)),
      by.filter((key) => !expected.includes(key)),
    ];
    if (twice.length > 0) journal.violate(`The counter ${target} counts twice: ${twice.join()}.`);
    if (missing.length > 0) journal.violate(`The counter ${target} misses ${missing.join()}.`);
    if (foreign.length > 0) journal.violate(`The counter ${target} counts what is not done: ${foreign.join()}.`);
    if (Number(data['n'] ?? 0) !== by.length)
      journal.violate(`The counter ${target} is ${String(data['n'])} and not ${by.length}.`);
  }
}

function countsIn({ kind, target }: Deed, counter: string): boolean {
  return kind === 'countTwo' || ((kind === 'count' || kind === 'read') && target === counter);
}

/** Numbers that are added to where they are, in records that other commands read and write. */
function checkSums({ firestore, journal }: Outcome, done: readonly Done[]): void {
  const sums = firestore.collection('sums');
  for (const target of ['t0', 't1']) {
    const data = dataOf(sums.get(target));
    for (const [field, kind] of [
      ['n', 'add'],
      ['m', 'touch'],
    ] as const) {
      const expected = done.filter(({ deed }) => deed.kind === kind && deed.target === target).length;
      const sum = Number(data[field] ?? 0);
      if (sum !== expected) journal.violate(`The sum ${target}.${field} is ${sum} and not ${expected}.`);
    }
  }
}

/** The newest of all moments has won, in whatever order they arrived. */
function checkNewest({ firestore, messages, journal }: Outcome, done: readonly Done[]): void {
  for (const [target, document] of firestore.collection('latest')) {
    const writers = done.filter(({ deed }) => deed.kind === 'newest' && deed.target === target);
    const moments = writers.map(({ eventId }) => {
      const time = messages.find((message) => message.eventId === eventId)?.attributes['time'] ?? '';
      return `${time} ${eventId}`;
    });
    const last = moments.toSorted().at(-1)?.split(' ')[1];
    const { asOf, by } = dataOf(document);
    const id = isJsonObject(asOf) ? asOf['id'] : undefined;
    if (id !== last) journal.violate(`The record latest/${target} is of ${String(id)} and not of ${String(last)}.`);
    if (!writers.some(({ key, eventId }) => key === by && eventId === last))
      journal.violate(`The record latest/${target} was not written by a command that is done.`);
  }
}

/** The first has won, and stays. */
function checkFirsts({ firestore, journal }: Outcome, done: readonly Done[]): void {
  const firsts = firestore.collection('firsts');
  for (const target of ['t0', 't1']) {
    const writers = done.filter(({ deed }) => deed.kind === 'once' && deed.target === target);
    const { by } = dataOf(firsts.get(target));
    const isRight = writers.length === 0 ? by === undefined : writers.some(({ key }) => key === by);
    if (!isRight) journal.violate(`The record firsts/${target} was not written by a command that is done.`);
    if ((firestore.writes.get(`firsts/${target}`) ?? 0) > 1)
      journal.violate(`The record firsts/${target} was replaced.`);
  }
}

/** A record's version counts its writes. */
function checkVersions({ firestore, journal }: Outcome): void {
  for (const collection of ['counters', 'sums', 'latest', 'firsts', 'deadLetters']) {
    for (const [id, { version }] of firestore.collection(collection)) {
      const writes = firestore.writes.get(`${collection}/${id}`) ?? 0;
      if (version !== writes)
        journal.violate(`${collection}/${id} was written ${writes} times: version ${String(version)}.`);
    }
  }
}

function dataOf(document: Document | undefined): Document {
  const data = document?.['data'];
  return isJsonObject(data) ? data : {};
}
