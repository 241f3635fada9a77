import type { FieldType, Schema } from './discovery.ts';

/** What the type declarations of one API say. */
export interface Declarations {
  readonly schemas: ReadonlyMap<string, Schema>;
  /** The parameters of a method, the request body among them, by the name of their interface. */
  readonly parameters: ReadonlyMap<string, Schema>;
  /** The schema of a method's answer, by the name of the interface of its parameters. */
  readonly responses: ReadonlyMap<string, string>;
}

/** Reads a `.d.ts` file of the package `googleapis`, which a generator wrote: its layout is regular. */
export function readDeclarations(text: string): Declarations {
  const code = text.replace(/\/\*\*[\s\S]*?\*\//g, '');
  const schemas = new Map<string, Schema>();
  const parameters = new Map<string, Schema>();
  for (const { 1: kind = '', 2: name = '', 0: head, index } of code.matchAll(INTERFACE)) {
    const type = new TypeReader(code, index + head.length - 1).read();
    if (typeof type === 'string' || !('fields' in type)) continue;
    (kind === 'Schema' ? schemas : parameters).set(name, type.fields);
  }
  const responses = new Map([...code.matchAll(RESPONSE)].map(({ 1: name = '', 2: schema = '' }) => [name, schema]));
  return { schemas, parameters, responses };
}

const INTERFACE = /export interface (Schema|Params)\$([\w$]+)(?: extends StandardParameters)? \{/g;
const RESPONSE =
  /\(params\?: Params\$([\w$]+), options\?: MethodOptions\): Promise<GaxiosResponseWithHTTP2<Schema\$(\w+)>>/g;

/** A reader of the few forms of types that the generator writes. */
class TypeReader {
  readonly #code: string;
  #at: number;

  constructor(code: string, at: number) {
    this.#code = code;
    this.#at = at;
  }

  read(): FieldType {
    let type = this.#single();
    while (this.#take(/\[\]/y) !== undefined) type = { list: type };
    while (this.#take(/\s*\|\s*null/y) !== undefined);
    return type;
  }

  #single(): FieldType {
    if (this.#take(/\s*Array</y) !== undefined) {
      const list = this.read();
      this.#expect(/\s*>/y);
      return { list };
    }
    if (this.#take(/\s*\{/y) !== undefined) return this.#braces();
    return this.#expect(/\s*(?:Schema\$)?(\w+)/y);
  }

  #braces(): FieldType {
    if (this.#take(/\s*\[key: string\]:\s*/y) !== undefined) {
      const map = this.read();
      this.#expect(/\s*;\s*\}/y);
      return { map };
    }
    const fields: Record<string, FieldType> = {};
    while (this.#take(/\s*\}/y) === undefined) {
      const name = this.#expect(/\s*'?([^'?:\s]+)'?\??:\s*/y);
      fields[name] = this.read();
      this.#expect(/\s*;/y);
    }
    return { fields };
  }

  /** @returns what the pattern's group holds, else all that it matches; undefined if it does not match here. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#code);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[1] ?? match[0];
  }

  #expect(pattern: RegExp): string {
    const taken = this.#take(pattern);
    if (taken !== undefined) return taken;
    const near = this.#code.slice(this.#at, this.#at + 80);
    throw new Error(`The declarations have a form that is not known here, near: ${near}`);
  }
}
