import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { projectFiles, ROOT } from './project-files.ts';

/** What each file imports, of types and of values, by paths relative to the root. Loading by `import()` does not count. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const STATEMENT = /^(?:import|export)\b[^;'"]*?\bfrom '([^']+)'|^import '([^']+)'/gm;
const PACKAGE = 'functions/src/package.json';
const { name: NAME }: { name: string } = JSON.parse(readFileSync(path.join(ROOT, PACKAGE), 'utf8'));

/** The graph of every TypeScript file of the project. */
export function readImports(): ImportGraph {
  const files = new Set(projectFiles('*.ts', '*.mts'));
  return new Map([...files].map((file) => [file, importsOf(file).filter((imported) => files.has(imported))]));
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(STATEMENT)].flatMap(([, from, alone]) => resolved(file, from ?? alone ?? '') ?? []);
}

/** The file that a specifier names; undefined for a package other than ours. */
function resolved(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier);
  if (specifier !== NAME && !specifier.startsWith(`${NAME}/`)) return undefined;
  try {
    const target = createRequire(path.join(ROOT, PACKAGE)).resolve(specifier);
    return path.relative(ROOT, target).replaceAll(path.sep, '/');
  } catch {
    // Text in a fixture that reads like an import. The type check finds real imports of files that do not exist.
    return undefined;
  }
}

/** Every file that a file imports, directly or through others, and the file itself. */
export function reachedFrom(graph: ImportGraph, file: string): ReadonlySet<string> {
  const reached = new Set([file]);
  // A set is iterated over what is added meanwhile, too.
  for (const each of reached) for (const imported of graph.get(each) ?? []) reached.add(imported);
  return reached;
}

/**
 * Groups of files that import each other, directly or through others; each group once, a file that imports itself alone.
 * @see https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
 */
export function cyclesIn(graph: ImportGraph): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const cycles: string[][] = [];

  function visit(file: string): number {
    const index = order.size;
    order.set(file, index);
    open.push(file);
    let low = index;
    for (const imported of graph.get(file) ?? []) {
      if (!order.has(imported)) low = Math.min(low, visit(imported));
      else if (open.includes(imported)) low = Math.min(low, order.get(imported) ?? low);
    }
    if (low === index) close(file);
    return low;
  }

  function close(root: string): void {
    const group = open.splice(open.indexOf(root));
    if (group.length > 1 || graph.get(root)?.includes(root)) cycles.push(group.toSorted());
  }

  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return cycles;
}
