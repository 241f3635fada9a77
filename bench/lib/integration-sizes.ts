const STEPS = [1, 5, 10, 20, 40];

/** How many integrations the curves have: some steps, and all of them. */
export function sizesUpTo(all: number): readonly number[] {
  return [...STEPS.filter((step) => step < all), all];
}
