const STEPS = [1, 5, 10, 20, 40, 60];

/** How many integrations the curves have: some steps, and all of them. A step close to all would say nothing about growth. */
export function sizesUpTo(all: number): readonly number[] {
  return [...STEPS.filter((step) => step * 1.3 <= all), all];
}
