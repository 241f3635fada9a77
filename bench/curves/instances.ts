import { concat, exhaustMap, filter, map, takeUntil, timer } from 'rxjs';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { SqliteStore } from '../../local/sqlite-store.ts';
import { DEFAULT_DELIVERY_POLICY } from '../../functions/src/core/config/delivery-policy.ts';
import { newInstance, withFact } from '../../functions/src/core/durable/decision.ts';
import { durableSaga } from '../../functions/src/core/durable/durable-saga.ts';
import { days } from '../../functions/src/core/durable/durations.ts';
import { from, ofFact } from '../../functions/src/core/durable/fact-sources.ts';
import { instancePlace, instanceRecord } from '../../functions/src/core/durable/instance-record.ts';
import { IntegrationEvent } from '../../functions/src/core/event/integration-event.ts';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { Consumer } from '../../functions/src/core/handle/consumer.ts';
import { sweep } from '../../functions/src/core/instances/sweep.ts';
import { RESERVED_COLLECTIONS } from '../../functions/src/core/ledger/store.ts';
import { Command } from '../../functions/src/core/logic/command.ts';
import { systemClock } from '../../functions/src/core/ports.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { MemoryBlobs } from '../../functions/src/testing/memory-blobs.ts';
import { measureRounds, type Curves } from '../lib/curve.ts';
import { temporaryFolder } from '../lib/state-folder.ts';
import { cpuMsOfEach } from '../lib/timing.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';

/** Instances at which something is due, whatever the number of those that wait. */
const DUE = 10;
const FACTS = 500;
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

async function measure(size: number): Promise<readonly number[]> {
  using folder = temporaryFolder();
  const database = openDatabase(stateFileIn(folder.path), 'crash');
  const now = Date.now();
  const insert = database.prepare('INSERT INTO records (collection, id, version, data) VALUES (?, ?, 1, ?)');
  const keep = (key: string, at: number) => {
    const fact = { name: 'failed', data: {}, from: `evt_${key}`, receivedAt: at };
    const before = newInstance('dunning', key, dunning);
    const { record } = instanceRecord(before, withFact(before, dunning, fact, at), dunning);
    insert.run(RESERVED_COLLECTIONS.sagaInstances, instancePlace('dunning', key).id, JSON.stringify(record));
  };
  database.exec('BEGIN');
  for (let index = 0; index < size; index++) keep(`waiting_${index}`, now);
  for (let index = 0; index < DUE; index++) keep(`due_${index}`, now - days(2));
  database.exec('COMMIT');

  const log = createLogger(() => undefined, 'error');
  const store = new SqliteStore(database);
  const publisher = { publish: async (_topic: string, messages: readonly unknown[]) => messages.map(() => '1') };
  const ports = { publisher, store, blobs: new MemoryBlobs(), log, clock: systemClock };
  const consumer = new Consumer(definition, ports, withApiKey(''));
  let events = 0;
  const fact = (key: string) => consumer.handle(deliveryOf(`evt_${events++}`, key), log);
  const costs = [
    await cpuMsOfEach(FACTS, (index) => fact(`new_${index}`)),
    await cpuMsOfEach(FACTS, (index) => fact(`new_${index}`)),
    await cpuMsOfEach(50, () => sweep({ durable: { dunning }, ports, hasTime: () => true })),
  ];
  database.close();
  return costs;
}

class AcmeEvent extends IntegrationEvent {}

class Remind extends Command {
  static readonly type = 'Remind';
}

const acme = (type: string) =>
  from(
    AcmeEvent,
    filter(({ envelope }) => envelope.eventtype === type),
    ({ event }) => ({ key: isJsonObject(event) ? String(event['key']) : undefined, fact: {} }),
  );

const dunning = durableSaga({ failed: acme('failed'), paid: acme('paid') }, (facts$, { clock }) =>
  facts$.pipe(
    ofFact('failed'),
    exhaustMap(() => concat(...[1, 2, 4, 3].map((count) => timer(days(count), clock))).pipe(map(() => new Remind()))),
    takeUntil(facts$.pipe(ofFact('paid'))),
  ),
);

const definition = {
  name: 'acme-onAcmeEvent',
  provider: 'acme',
  revive: (envelope: ConstructorParameters<typeof AcmeEvent>[1]) => new AcmeEvent(envelope.data, envelope),
  sagas: {},
  tasks: {},
  durable: { dunning },
  handlers: [],
  policy: DEFAULT_DELIVERY_POLICY,
  timeoutSeconds: 60,
};

function deliveryOf(id: string, key: string) {
  const now = new Date();
  const about = { id, type: 'failed', time: now, source: '//acme.test' };
  const message = encodeEvent(buildEvent('acme', about, { receivedAt: now }), Buffer.from(JSON.stringify({ key })));
  return { ...message, messageId: id, publishTime: now };
}
