import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { parse, type AnyNode } from 'acorn';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where texts of strangers come by: what is deployed, and what shows it to people. */
const SOURCES = '{functions/src,local,console,ops}/**/*.{ts,js}';
const NOT_SHIPPED = /\.test\.ts$|\/testing\/|\/node_modules\/|\/lib\//;

/** A regular expression in a source. */
export interface Expression {
  readonly file: string;
  readonly line: number;
  readonly source: string;
  readonly flags: string;
}

/** Every regular expression that is written out in the sources, and the places that make one of a text. */
export function findExpressions(): { readonly written: readonly Expression[]; readonly made: readonly string[] } {
  const written: Expression[] = [];
  const made: string[] = [];
  for (const file of globSync(SOURCES, { cwd: ROOT }).toSorted()) {
    if (NOT_SHIPPED.test(file)) continue;
    const text = readFileSync(join(ROOT, file), 'utf8');
    // Types are replaced by spaces, so lines stay what they are.
    const script = file.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
    for (const node of nodesOf(parse(script, { ecmaVersion: 'latest', sourceType: 'module', locations: true }))) {
      const line = node.loc?.start.line ?? 0;
      if (node.type === 'Literal' && node.regex)
        written.push({ file, line, source: node.regex.pattern, flags: node.regex.flags });
      if (node.type === 'Identifier' && node.name === 'RegExp') made.push(`${file}:${line}`);
    }
  }
  return { written, made };
}

function* nodesOf(node: AnyNode): Generator<AnyNode> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of [value].flat()) if (isNode(child)) yield* nodesOf(child);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
