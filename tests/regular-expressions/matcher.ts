import type { Node } from './pattern.ts';

/** A pattern, and whether its matches have to follow each other without a gap. */
export interface Wanted {
  readonly pattern: Node;
  readonly isSticky: boolean;
}

interface Match {
  readonly start: number;
  readonly end: number;
}

/** The matches in a text, the first one first. */
export function matchesOf(wanted: Wanted, text: string): readonly Match[] {
  return [...new Search(text, Infinity).all(wanted)];
}

/**
 * Searches a text from end to end as a backtracking engine does, V8's among them, and counts its steps: characters
 * compared and nodes entered. Counting takes the place of a clock, which a busy machine would falsify.
 * @param most Where to stop counting.
 * @returns the steps; more than `most` if it was stopped.
 */
export function stepsOf(wanted: Wanted, text: string, most: number): number {
  const search = new Search(text, most);
  try {
    Array.from(search.all(wanted));
  } catch (error) {
    if (!(error instanceof TooManySteps)) throw error;
  }
  return search.steps;
}

/** What is left to match after a node. */
type Next = (at: number) => boolean;

class TooManySteps extends Error {}

class Search {
  steps = 0;
  readonly #text: string;
  readonly #most: number;
  readonly #captured = new Map<number, string>();

  constructor(text: string, most: number) {
    this.#text = text;
    this.#most = most;
  }

  *all({ pattern, isSticky }: Wanted): Generator<Match> {
    for (let start = 0; start <= this.#text.length;) {
      const end = this.#from(pattern, start);
      if (end !== undefined) yield { start, end };
      else if (isSticky) return;
      start = end === undefined || end === start ? start + 1 : end;
    }
  }

  /** Where a match that begins here ends. */
  #from(pattern: Node, start: number): number | undefined {
    let end: number | undefined;
    this.#captured.clear();
    this.#match(pattern, start, (at) => {
      end = at;
      return true;
    });
    return end;
  }

  #match(node: Node, at: number, next: Next): boolean {
    this.#step();
    switch (node.kind) {
      case 'character':
        return this.#accepts(node, at) && next(at + 1);
      case 'sequence':
        return this.#sequence(node.items, 0, at, next);
      case 'choice':
        return node.options.some((option) => this.#match(option, at, next));
      case 'repeat':
        return node.item.kind === 'character' && !node.lazy
          ? this.#run(node.item, node, at, next)
          : this.#repeat(node, 0, at, next);
      case 'group':
        return this.#capture(node, at, next);
      case 'back':
        return this.#again(this.#captured.get(node.index) ?? '', at, next);
      case 'look':
        return this.#match(node.item, at, () => true) !== node.negative && next(at);
      case 'place':
        return node.isAt(this.#text, at) && next(at);
    }
  }

  #sequence(items: readonly Node[], index: number, at: number, next: Next): boolean {
    const item = items[index];
    if (item === undefined) return next(at);
    return this.#match(item, at, (end) => this.#sequence(items, index + 1, end, next));
  }

  /** As many as there are of one character, then one less at a time. */
  #run(
    item: Node & { kind: 'character' },
    { least, most }: Node & { kind: 'repeat' },
    at: number,
    next: Next,
  ): boolean {
    let count = 0;
    while (count < most && this.#accepts(item, at + count)) count++;
    for (; count >= least; count--) {
      this.#step();
      if (next(at + count)) return true;
    }
    return false;
  }

  #repeat(node: Node & { kind: 'repeat' }, count: number, at: number, next: Next): boolean {
    const again = () =>
      count < node.most &&
      // An empty round would go on for ever.
      this.#match(node.item, at, (end) => end !== at && this.#repeat(node, count + 1, end, next));
    const enough = () => count >= node.least && next(at);
    return node.lazy ? enough() || again() : again() || enough();
  }

  #capture({ index, item }: Node & { kind: 'group' }, at: number, next: Next): boolean {
    const before = this.#captured.get(index);
    const isMatch = this.#match(item, at, (end) => {
      this.#captured.set(index, this.#text.slice(at, end));
      return next(end);
    });
    if (!isMatch && before !== undefined) this.#captured.set(index, before);
    return isMatch;
  }

  #again(captured: string, at: number, next: Next): boolean {
    this.#step(captured.length);
    return this.#text.startsWith(captured, at) && next(at + captured.length);
  }

  #accepts(node: Node & { kind: 'character' }, at: number): boolean {
    this.#step();
    return at < this.#text.length && node.accepts(this.#text.charAt(at));
  }

  #step(count = 1): void {
    this.steps += count;
    if (this.steps > this.#most) throw new TooManySteps();
  }
}
