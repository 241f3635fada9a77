import { perRequest } from '../scale.ts';
import { measureRounds, type Curves } from '../lib/curve.ts';

const SIZES = [1, 10, 100, 380, 1_000, 5_000, 20_000];
/** Bytes that one measurement sends in all, so that large bodies take no longer than small ones. */
const BYTES = 40_000_000;

/** What a request costs by the size of its body: verified, put into an envelope, published or stored. */
export async function bodyCurves(rounds: number): Promise<Curves> {
  const [costs = []] = await measureRounds(SIZES, rounds, async (kilobytes) => {
    const bytes = kilobytes * 1000;
    const count = Math.max(10, Math.min(2_000, Math.floor(BYTES / bytes)));
    return [await perRequest(count, bytes)];
  });
  return {
    name: 'bodies',
    title: 'Size of a request’s body',
    of: 'kB',
    sizes: SIZES,
    lines: [{ name: 'request, CPU', unit: 'µs', costs }],
    note: 'publisher idle, large events stored in memory; above 380 kB an event travels by reference, which takes a digest more',
  };
}
