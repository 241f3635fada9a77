import { newInstance } from '../../../functions/src/core/durable/decision.ts';
import { durableSaga } from '../../../functions/src/core/durable/durable-saga.ts';
import { instancePlace, instanceRecord } from '../../../functions/src/core/durable/instance-record.ts';
import type { InstanceState, StoredFact } from '../../../functions/src/core/durable/instance-state.ts';
import { RESERVED_COLLECTIONS } from '../../../functions/src/core/ledger/store.ts';
import { recordDocument } from '../../../functions/src/gcp/firestore/documents.ts';
import { encodeFields } from '../../../functions/src/gcp/firestore/values.ts';
import { NEVER } from 'rxjs';
import { Instance } from '../instance.ts';
import type { Random } from '../random.ts';
import type { SimulatedFirestore } from '../simulated-firestore.ts';
import { LIMITED_SAGAS, MARK, OLD } from './limited-plans.ts';
import { MOST_FACTS } from './instance-watch.ts';
import { COMMON_SAGAS } from './plans.ts';
import { MINUTE } from './saga-plan.ts';
import { factEvent, factFor, PROVIDERS, type FactEvent, type InstanceName } from './saga-workload.ts';

/** An instance that is almost full: of facts, or of bytes. */
interface Crowd {
  readonly key: string;
  readonly facts: number;
  /** Bytes of text in each. */
  readonly padding: number;
}

/** The bytes that an instance takes. */
const MOST_BYTES = 950_000;
/** Numbers of these events begin here. */
const FIRST = 500;

/** Rare: each commit of such an instance takes a hundred times as long as that of another. */
export function crowdOf(random: Random): Crowd | undefined {
  if (!random.chance(0.015)) return undefined;
  if (random.chance(0.5)) return { key: 'k1', facts: MOST_FACTS - random.between(0, 3), padding: 0 };
  const padding = 3_700;
  return { key: 'k1', facts: Math.floor((MOST_BYTES - random.between(200, 900)) / (padding + 120)), padding };
}

/** Events that run into limits, that another version leaves out, or that name no instance. */
export function limitedEventsOf(random: Random, now: number, crowd: Crowd | undefined): readonly FactEvent[] {
  const instances: InstanceName[] = [
    ...(random.chance(0.1) ? [{ saga: 'trimmed', key: 'k1' }] : []),
    ...(random.chance(0.1) ? [{ saga: 'flooding', key: 'k1' }] : []),
    ...(random.chance(0.1) ? [{ saga: random.pick(Object.keys({ ...COMMON_SAGAS, ...LIMITED_SAGAS })), key: '' }] : []),
    ...(crowd === undefined ? [] : [{ saga: 'crowded', key: crowd.key }]),
  ];
  let n = FIRST;
  return instances.flatMap((instance) =>
    Array.from({ length: random.between(1, 5) }, () => {
      n += 1;
      const sent = factFor(random, instance, n);
      const fact = instance.saga === 'crowded' ? { ...sent, fact: 'visit' } : sent;
      // Of an event without a key, another saga may know whose it is.
      const other = random.chance(0.3) ? [factFor(random, { saga: 'reminders', key: 'k9' }, n)] : [];
      const isAlone = instance.key !== '' || instance.saga === 'reminders';
      const about = { n, at: random.between(0, 6 * MINUTE), now, provider: random.pick(PROVIDERS) };
      return factEvent({ facts: [fact, ...(isAlone ? [] : other)], isTask: random.chance(0.15) }, about);
    }),
  );
}

/** Writes the instance into Firestore as it has become over a month. */
export function seat(firestore: SimulatedFirestore, { key, facts: count, padding }: Crowd, now: number): void {
  const saga = 'crowded';
  const changedAt = now - 60 * MINUTE;
  const facts = Array.from({ length: count }, (_, n): StoredFact => {
    const name = n === Math.floor(count * 0.7) ? MARK : OLD;
    const data = padding === 0 ? n : 'x'.repeat(padding);
    return { name, data, at: changedAt - count + n, from: `old ${n}`, version: 1 };
  });
  const definition = durableSaga({}, () => NEVER);
  const state: InstanceState = {
    ...newInstance(saga, key, definition),
    facts,
    decidedTo: changedAt,
    changedAt,
    version: 1,
  };
  const { record } = instanceRecord(state, { state }, definition);
  const { id } = instancePlace(saga, key);
  const name = `projects/simulated/databases/(default)/documents/${RESERVED_COLLECTIONS.sagaInstances}/${id}`;
  const fields = encodeFields(recordDocument({ version: 1, data: record }));
  const activity = { name: 'the past', instance: new Instance('the past', 0), startedAt: 0 };
  firestore.service(':commit', JSON.stringify({ writes: [{ update: { name, fields } }] }), activity, 'done');
}
