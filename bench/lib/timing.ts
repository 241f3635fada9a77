import { medianOf } from './statistics.ts';

/** The median time of a piece of work, in milliseconds. The first run warms up and counts for nothing. */
export async function medianMs(times: number, work: (index: number) => unknown): Promise<number> {
  const taken: number[] = [];
  for (let index = 0; index <= times; index++) {
    const start = performance.now();
    await work(index);
    if (index > 0) taken.push(performance.now() - start);
  }
  return medianOf(taken);
}
