import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import type { ImportExpression } from 'acorn';
import { parseTypeScript, walk } from '../../generator/syntax.ts';
import { packageOf } from './lazy-packages.ts';

/** An import that names a file of this project. */
interface Link {
  readonly specifier: string;
  /** Where its text is in the JavaScript. */
  readonly start: number;
  readonly end: number;
}

/**
 * Writes some programs of this project as JavaScript, with every file that they import, each at its own place below a folder.
 * What is there already stays. Their types are taken away, as Node does: nobody imports them for their types.
 * @param root Root of this project.
 * @param entries The programs, by their paths from the root.
 * @returns the packages that their own files import; those of the functions are not among them.
 */
export function packTools(root: string, folder: string, entries: readonly string[]): readonly string[] {
  const packages = new Set<string>();
  const files = new Set(entries);
  // A set is walked in the order of insertion, with what is added on the way.
  for (const file of files) {
    const { javascript, links, specifiers } = readTool(root, file);
    if (!file.startsWith('functions/')) for (const one of specifiers) packages.add(packageOf(one));
    for (const { specifier } of links) files.add(path.posix.join(path.posix.dirname(file), specifier));
    const target = path.join(folder, compiled(file));
    if (existsSync(target)) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, withLinks(javascript, links));
  }
  return [...packages];
}

interface Tool {
  readonly javascript: string;
  readonly links: readonly Link[];
  /** The modules of packages that it imports. */
  readonly specifiers: readonly string[];
}

function readTool(root: string, file: string): Tool {
  const { program, javascript } = parseTypeScript(file, readFileSync(path.join(root, file), 'utf8'));
  const sources: Link[] = [];
  walk(program, (node) => {
    const source = sourceOf(node);
    if (source !== undefined) sources.push(source);
  });
  const specifiers = sources.map(({ specifier }) => specifier);
  return {
    javascript,
    links: sources.filter(({ specifier }) => /^\.{1,2}\/.*\.ts$/.test(specifier)),
    specifiers: specifiers.filter((one) => !one.startsWith('.') && !isBuiltin(one)),
  };
}

/** From the end, so that the places of the others stay right. */
function withLinks(javascript: string, links: readonly Link[]): string {
  return links
    .toSorted((a, b) => b.start - a.start)
    .reduce((code, { specifier, start, end }) => code.slice(0, start) + quote(specifier) + code.slice(end), javascript);
}

function quote(specifier: string): string {
  return `'${compiled(specifier)}'`;
}

function compiled(file: string): string {
  return file.replace(/\.ts$/, '.js');
}

/** The literal that a statement or an expression imports from. */
function sourceOf(node: object): Link | undefined {
  if (!isImporting(node)) return undefined;
  const { source } = node;
  if (source?.type !== 'Literal' || typeof source.value !== 'string') return undefined;
  return { specifier: source.value, start: source.start, end: source.end };
}

const IMPORTING: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
]);

type Importing = { readonly source?: ImportExpression['source'] | null };

function isImporting(node: object): node is Importing {
  if (!('type' in node) || typeof node.type !== 'string') return false;
  return IMPORTING.has(node.type);
}
