import { map, timer } from 'rxjs';
import { newInstance, withFact } from '../functions/src/core/durable/decision.ts';
import { durableSaga } from '../functions/src/core/durable/durable-saga.ts';
import { days } from '../functions/src/core/durable/durations.ts';
import { instancePlace, instanceRecord } from '../functions/src/core/durable/instance-record.ts';
import { commandMessages, wakeUpMessage } from '../functions/src/core/durable/saga-message.ts';
import { Command } from '../functions/src/core/logic/command.ts';
import { computing, GIB, PRICES } from './cost.ts';
import { storedBytes } from './lib/document-size.ts';
import type { Section } from './lib/report.ts';

/** A push has the attributes and the data in base64, and a name for each; both ways. */
const MESSAGE_OVERHEAD = 400;
const RUNS_A_MONTH = (365 / 12) * 24 * 60;

class Remind extends Command {
  static readonly type = 'Remind';
  readonly invoice = 'in_1SampleSampleSampleSample';
}

const dunning = durableSaga({}, (_facts$, { clock }) => timer(days(1), clock).pipe(map(() => new Remind())));

/** What durable sagas cost beside their events, in USD: counted, not measured. */
export function sagaCost(): Section {
  const now = new Date();
  const key = 'stripe:in_1SampleSampleSampleSample';
  const fact = {
    name: 'paymentFailed',
    data: { provider: 'stripe', id: 'in_1SampleSampleSampleSample', customer: 'cus_SampleSample', failedAt: now },
    from: JSON.stringify(['//stripe.com', 'evt_1SampleSampleSampleSample']),
    receivedAt: now.getTime(),
  };
  const { state } = withFact(newInstance('dunning', key, dunning), dunning, fact, now.getTime());
  const { record } = instanceRecord(state, { state }, dunning);
  const indexed = Object.fromEntries(Object.entries(record).map(([name, value]) => [`data.${name}`, value]));
  const { id } = instancePlace('dunning', key);
  const bytes = storedBytes(`integration-sagaInstances/${id}`, { version: 1, updatedAt: now, ...indexed });

  const sizeOf = (messages: readonly ReturnType<typeof wakeUpMessage>[]) =>
    messages.reduce((sum, { data, attributes }) => sum + data.length + JSON.stringify(attributes).length, 0) +
    MESSAGE_OVERHEAD;
  const command = {
    id: JSON.stringify(['dunning', key, 1, 'Remind', null, now.getTime(), 0]),
    type: 'Remind',
    data: { invoice: key },
    at: now.getTime(),
  };
  const call = PRICES.request + computing(PRICES.stepSeconds, GIB.subscriber);
  const row = (name: string, { reads, writes, messageBytes, calls }: Operations) => [
    name,
    reads,
    writes,
    (reads * PRICES.firestoreRead + writes * PRICES.firestoreWrite) * 1e6,
    2 * messageBytes * PRICES.pubsubByte * 1e6,
    calls * call * 1e6,
    (reads * PRICES.firestoreRead +
      writes * PRICES.firestoreWrite +
      2 * messageBytes * PRICES.pubsubByte +
      calls * call) *
      1e6,
  ];
  return {
    title: 'What durable sagas cost, in USD for a million',
    columns: ['', 'reads', 'writes', 'Firestore', 'Pub/Sub', 'functions, one by one', 'all'],
    rows: [
      row('fact, beside its event', { reads: 1, writes: 1, messageBytes: 0, calls: 0 }),
      // Found by the sweep; read and written by its decision.
      row('wake-up', {
        reads: 2,
        writes: 1,
        messageBytes: sizeOf([wakeUpMessage('dunning', key, now.getTime(), now)]),
        calls: 1,
      }),
      // The instance before it; instance and record read, and written with the entry.
      row('command that changes one record', {
        reads: 3,
        writes: 3,
        messageBytes: sizeOf(commandMessages({ ...state, outbox: [command] }, {}, now)),
        calls: 1,
      }),
      [
        'instance that waits a month',
        0,
        0,
        bytes * PRICES.firestoreByte * 1e6,
        0,
        0,
        bytes * PRICES.firestoreByte * 1e6,
      ],
    ],
    note: `an instance with one fact takes ${bytes} bytes with its indexes; the sweep costs ${(RUNS_A_MONTH * (call + PRICES.firestoreRead)).toFixed(2)} a month if nothing is due, and one read more for each saga and earlier version`,
  };
}

interface Operations {
  readonly reads: number;
  readonly writes: number;
  readonly messageBytes: number;
  /** Of functions. */
  readonly calls: number;
}
