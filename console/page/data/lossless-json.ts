/** A parsed JSON value that remembers how it was written: digits of big numbers, escapes, the order of names. */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string' | 'number' | 'literal'; readonly raw: string };

export interface JsonMember {
  /** As it was written, quotes included. */
  readonly rawName: string;
  readonly value: JsonNode;
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const SCALAR = /[^\s,\]}]+/y;

/** Parses JSON without changing it. @returns undefined if the text is not JSON, or too deep to be one. */
export function parseLossless(text: string): JsonNode | undefined {
  try {
    // The grammar is the browser's to judge; below, it is taken for granted.
    JSON.parse(text);
    return new Reader(text).value();
  } catch {
    return undefined;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): JsonNode {
    this.#take(SPACE);
    const first = this.#text[this.#at];
    const node = first === '{' ? this.#object() : first === '[' ? this.#array() : this.#scalar(first);
    this.#take(SPACE);
    return node;
  }

  #object(): JsonNode {
    const members: JsonMember[] = [];
    this.#list('}', () => {
      const rawName = this.#take(STRING);
      this.#take(SPACE);
      this.#at += 1;
      members.push({ rawName, value: this.value() });
    });
    return { kind: 'object', members };
  }

  #array(): JsonNode {
    const items: JsonNode[] = [];
    this.#list(']', () => items.push(this.value()));
    return { kind: 'array', items };
  }

  #list(end: string, readOne: () => void): void {
    do {
      this.#at += 1;
      this.#take(SPACE);
      if (this.#text[this.#at] !== end) readOne();
    } while (this.#text[this.#at] === ',');
    this.#at += 1;
  }

  #scalar(first: string | undefined): JsonNode {
    if (first === '"') return { kind: 'string', raw: this.#take(STRING) };
    const raw = this.#take(SCALAR);
    return { kind: /^[-\d]/.test(raw) ? 'number' : 'literal', raw };
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [taken = ''] = pattern.exec(this.#text) ?? [];
    this.#at += taken.length;
    return taken;
  }
}

/** The value under a name; the last one where a name is written twice, as parsers have it. */
export function memberOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  if (node?.kind !== 'object') return undefined;
  return node.members.findLast(({ rawName }) => JSON.parse(rawName) === name)?.value;
}

/** Prints a value over several lines, two spaces to a level; every scalar as it was written. */
export function printLossless(node: JsonNode, indent = ''): string {
  const inner = `${indent}  `;
  const block = (open: string, close: string, parts: readonly string[]) =>
    parts.length === 0
      ? `${open}${close}`
      : `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
  switch (node.kind) {
    case 'object':
      return block(
        '{',
        '}',
        node.members.map(({ rawName, value }) => `${rawName}: ${printLossless(value, inner)}`),
      );
    case 'array':
      return block(
        '[',
        ']',
        node.items.map((item) => printLossless(item, inner)),
      );
    case 'string':
    case 'number':
    case 'literal':
      return node.raw;
  }
}
