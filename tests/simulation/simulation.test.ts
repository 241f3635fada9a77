import { describe, expect, it } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { changedFiles } from './mutants/build-mutant.ts';
import { simulate } from './simulate.ts';

describe('everything that delivers, under simulated faults', () => {
  it('holds its guarantees in 2,000 schedules', async () => {
    const { seeds, schedules } = await simulate({ seeds: { first: 1, last: 2_000 }, workers: 1 });
    expect(schedules.map(({ seed, violations }) => ({ seed, violations }))).toEqual([]);
    expect(seeds).toBe(2_000);
  });

  it('runs the same schedule for the same seed', async () => {
    const runs = { seeds: { first: 1, last: 20 }, isTraced: true };
    const [one, other] = [await simulate(runs), await simulate(runs)];
    expect(one.schedules.flatMap(({ trace }) => trace).length).toBeGreaterThan(1_000);
    expect(one).toEqual(other);
  });
});

describe('durable sagas, under simulated faults', () => {
  it('do what the undisturbed run does in 100 schedules', async () => {
    const { seeds, schedules } = await simulate({ about: 'sagas', seeds: { first: 1, last: 100 } });
    expect(schedules.map(({ seed, violations }) => ({ seed, violations }))).toEqual([]);
    expect(seeds).toBe(100);
  });

  it('run the same schedule for the same seed', async () => {
    const runs = { about: 'sagas', seeds: { first: 1, last: 10 }, isTraced: true } as const;
    const [one, other] = [await simulate(runs), await simulate(runs)];
    expect(one.schedules.flatMap(({ trace }) => trace).length).toBeGreaterThan(1_000);
    expect(one).toEqual(other);
  });
});

describe('a known defect', () => {
  it.each(MUTANTS)('can be made: $defect', (mutant) => {
    expect(() => changedFiles(mutant)).not.toThrow();
  });
});
