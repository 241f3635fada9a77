/** A pattern, taken apart as far as matching it step by step needs. */
export type Node =
  /** One character of a set. */
  | { readonly kind: 'character'; readonly source: string; accepts(character: string): boolean }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly item: Node;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    }
  /** A group that is captured, counted from 1, and what refers to it. */
  | { readonly kind: 'group'; readonly item: Node; readonly index: number }
  | { readonly kind: 'back'; readonly index: number }
  | { readonly kind: 'look'; readonly item: Node; readonly negative: boolean }
  /** `^`, `$`, `\b`, `\B`. */
  | { readonly kind: 'place'; isAt(text: string, at: number): boolean };

/**
 * Parses a pattern.
 * @throws {Error} for syntax that is unknown here, such as lookbehind. Whoever needs it adds it to the matcher.
 */
export function parsePattern(source: string, flags: string): Node {
  const parser = new Parser(source, flags);
  return parser.pattern();
}

class Parser {
  readonly #source: string;
  /** Those that change what a single character or place matches. */
  readonly #flags: string;
  #at = 0;
  #groups = 0;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#flags = flags.replaceAll(/[dgy]/g, '');
  }

  pattern(): Node {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw this.#unknown();
    return node;
  }

  #choice(): Node {
    const options = [this.#sequence()];
    while (this.#skip('|')) options.push(this.#sequence());
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  #sequence(): Node {
    const items: Node[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source.charAt(this.#at))) {
      items.push(this.#repeated(this.#term()));
    }
    return { kind: 'sequence', items };
  }

  #term(): Node {
    if (this.#skip('(?=')) return this.#look(false);
    if (this.#skip('(?!')) return this.#look(true);
    if (this.#skip('(?:')) return this.#group();
    if (this.#take(/\((?!\?)|\(\?<\w+>/y) !== undefined) {
      const index = ++this.#groups;
      return { kind: 'group', item: this.#group(), index };
    }
    const place = this.#take(/\^|\$|\\[bB]/y);
    if (place !== undefined) return this.#place(place);
    const back = this.#take(/\\[1-9]/y);
    if (back !== undefined) return { kind: 'back', index: Number(back.slice(1)) };
    const character = this.#take(/\[(?:\\.|[^\]\\])*\]|\\(?:x..|u\{[^}]*\}|u....|[pP]\{[^}]*\}|c.|.)|[^\\()]/sy);
    if (character === undefined) throw this.#unknown();
    return this.#character(character);
  }

  #group(): Node {
    const node = this.#choice();
    if (!this.#skip(')')) throw this.#unknown();
    return node;
  }

  #look(negative: boolean): Node {
    return { kind: 'look', item: this.#group(), negative };
  }

  #repeated(item: Node): Node {
    const written = this.#take(/[*+?]|\{\d+(?:,\d*)?\}/y);
    if (written === undefined) return item;
    const lazy = this.#skip('?');
    const [least, most] = boundsOf(written);
    return { kind: 'repeat', item, least, most, lazy };
  }

  #character(source: string): Node {
    const expression = new RegExp(`^(?:${source})$`, this.#flags);
    const known = new Map<string, boolean>();
    const accepts = (character: string) => {
      const verdict = known.get(character) ?? expression.test(character);
      known.set(character, verdict);
      return verdict;
    };
    return { kind: 'character', source, accepts };
  }

  #place(source: string): Node {
    const expression = new RegExp(source, `${this.#flags}y`);
    const isAt = (text: string, at: number) => {
      expression.lastIndex = at;
      return expression.test(text);
    };
    return { kind: 'place', isAt };
  }

  #skip(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #take(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const [taken] = expression.exec(this.#source) ?? [];
    this.#at += taken?.length ?? 0;
    return taken;
  }

  #unknown(): Error {
    return new Error(`Unsupported syntax at ${this.#at} of /${this.#source}/.`);
  }
}

function boundsOf(written: string): readonly [number, number] {
  if (written === '*') return [0, Infinity];
  if (written === '+') return [1, Infinity];
  if (written === '?') return [0, 1];
  const [least = '', most] = written.slice(1, -1).split(',');
  return [Number(least), most === undefined ? Number(least) : most === '' ? Infinity : Number(most)];
}
