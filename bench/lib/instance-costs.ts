import { openDatabase, stateFileIn } from '../../local/database.ts';
import { SqliteStore } from '../../local/sqlite-store.ts';
import { DEFAULT_DELIVERY_POLICY } from '../../functions/src/core/config/delivery-policy.ts';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { Consumer } from '../../functions/src/core/handle/consumer.ts';
import { sweep } from '../../functions/src/core/instances/sweep.ts';
import { systemClock } from '../../functions/src/core/ports.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { MemoryBlobs } from '../../functions/src/testing/memory-blobs.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { AcmeEvent, dunning } from './dunning.ts';
import { cpuMsOfEach } from './timing.ts';

// The process that handles facts and sweeps, over a state folder that another one filled. It prints what each costs.

const FACTS = 1_000;
const SWEEPS = 50;
/** Before that, the compiler of the engine is still at work. */
const WARM_UP = 600;

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

const [folder = ''] = process.argv.slice(2);
const database = openDatabase(stateFileIn(folder), 'crash');
const log = createLogger(() => undefined, 'error');
const publisher = { publish: async (_topic: string, messages: readonly unknown[]) => messages.map(() => '1') };
const ports = { publisher, store: new SqliteStore(database), blobs: new MemoryBlobs(), log, clock: systemClock };
const consumer = new Consumer(definition, ports, withApiKey(''));
let events = 0;
const fact = (key: string) => consumer.handle(deliveryOf(`evt_${events++}`, key), log);
const sweepOnce = () => sweep({ durable: { dunning }, ports, hasTime: () => true });

for (let index = 0; index < WARM_UP; index++) await fact(`warm_${index}`);
for (let index = 0; index < SWEEPS; index++) await sweepOnce();
const costs = [
  await cpuMsOfEach(FACTS, (index) => fact(`new_${index}`)),
  await cpuMsOfEach(FACTS, (index) => fact(`new_${index}`)),
  await cpuMsOfEach(SWEEPS, sweepOnce),
];
database.close();
process.stdout.write(JSON.stringify(costs));
