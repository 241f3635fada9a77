import { consumerWith, perEvent } from '../scale.ts';
import { measureRounds, type Curves } from '../lib/curve.ts';

const SIZES = [1, 10, 50, 100, 200];

/** What an event costs a consumer with many sagas, one of which wants it. */
export async function sagaCurves(rounds: number, events: number): Promise<Curves> {
  const [costs = []] = await measureRounds(SIZES, rounds, async (size) => [await perEvent(events, consumerWith(size))]);
  return {
    name: 'sagas',
    title: 'Sagas of one consumer, one of which wants the event',
    of: 'sagas',
    sizes: SIZES,
    lines: [{ name: 'event, CPU', unit: 'µs', costs }],
    note: 'ledger and records in memory',
  };
}
