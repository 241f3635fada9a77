/**
 * The name that a misspelt word most likely stands for: the one with the fewest letters to change, else the shortest
 * that contains the word (`tolerance` for `toleranceSeconds`, `apiKey` for `stripeApiKey`).
 * @returns undefined if none is near enough to suggest.
 */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const most = slipsIn(word);
  let best: { readonly name: string; readonly slips: number } | undefined;
  for (const name of names) {
    const slips = slipsBetween(lower, name.toLowerCase(), most);
    if (slips <= most && slips < (best?.slips ?? Infinity)) best = { name, slips };
  }
  if (best !== undefined) return best.name;
  if (lower.length < 4) return undefined;
  const containing = names.filter((name) => name.toLowerCase().includes(lower));
  return containing.toSorted((a, b) => a.length - b.length)[0];
}

/** As many slips as leave a word recognisable: one in a short word, two in a longer one. */
export function slipsIn(word: string): number {
  return word.length < 8 ? 1 : 2;
}

/**
 * How many slips turn one word into another: a letter left out, added, mistaken or swapped with its neighbour.
 * @param most Infinity is returned for more of them than this: most words differ in length alone.
 */
export function slipsBetween(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return Infinity;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(
        Math.min(
          at(last, j) + 1,
          at(row, j - 1) + 1,
          at(last, j - 1) + (isSame ? 0 : 1),
          isSwapped ? at(beforeLast, j - 2) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  const slips = at(last, to.length);
  return slips <= most ? slips : Infinity;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
