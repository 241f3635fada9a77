import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { newInstance, withFact } from '../../functions/src/core/durable/decision.ts';
import { days } from '../../functions/src/core/durable/durations.ts';
import { instancePlace, instanceRecord } from '../../functions/src/core/durable/instance-record.ts';
import { RESERVED_COLLECTIONS } from '../../functions/src/core/ledger/store.ts';
import { measureRounds, type Curves } from '../lib/curve.ts';
import { dunning } from '../lib/dunning.ts';
import { temporaryFolder } from '../lib/state-folder.ts';

/** Instances at which something is due, whatever the number of those that wait. */
const DUE = 10;
/** A fact is to cost at most this much more beside the most instances than beside one. */
const MOST = 1.2;

const LINES = ['fact that begins an instance', 'its second fact', `sweep with ${DUE} due`];

/** What the local store costs by the number of instances of durable sagas that wait. */
export async function instanceCurves(sizes: readonly number[], rounds: number): Promise<Curves> {
  const costs = await measureRounds(sizes, rounds, measure);
  const overFew = (line: number) => (costs[line]?.at(-1) ?? Number.NaN) / (costs[line]?.[0] ?? Number.NaN);
  return {
    name: 'instances',
    title: 'Waiting instances of durable sagas in the local store: CPU time',
    of: 'instances',
    sizes,
    lines: LINES.map((name, line) => ({ name, unit: 'ms', costs: costs[line] ?? [] })),
    goals: LINES.slice(0, 2).map((name, line) => ({
      text: `${name}, beside ${sizes.at(-1)?.toLocaleString('en')} over beside ${sizes[0]}`,
      reached: overFew(line),
      atMost: MOST,
    })),
    note: 'three reminders and a suspension wait; each fact is an event with its entry in the ledger',
  };
}

/** Another process handles the facts: what this one leaves behind when it makes the instances is not theirs to clear up. */
async function measure(size: number): Promise<readonly number[]> {
  using folder = temporaryFolder();
  keepInstances(folder.path, size);
  const program = path.join(import.meta.dirname, '..', 'lib', 'instance-costs.ts');
  const printed = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder.path]);
  const costs: readonly number[] = JSON.parse(printed.toString());
  return costs;
}

/** Keeps this many instances that wait, and some at which something is due. */
function keepInstances(folder: string, waiting: number): void {
  const database = openDatabase(stateFileIn(folder), 'crash');
  const now = Date.now();
  const insert = database.prepare('INSERT INTO records (collection, id, version, data) VALUES (?, ?, 1, ?)');
  const keep = (key: string, at: number) => {
    const fact = { name: 'failed', data: {}, from: `evt_${key}`, receivedAt: at };
    const before = newInstance('dunning', key, dunning);
    const { record } = instanceRecord(before, withFact(before, dunning, fact, at), dunning);
    insert.run(RESERVED_COLLECTIONS.sagaInstances, instancePlace('dunning', key).id, JSON.stringify(record));
  };
  database.exec('BEGIN');
  for (let index = 0; index < waiting; index++) keep(`waiting_${index}`, now);
  for (let index = 0; index < DUE; index++) keep(`due_${index}`, now - days(2));
  database.exec('COMMIT');
  database.close();
}
