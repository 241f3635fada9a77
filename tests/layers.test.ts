import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cyclesIn, readImports } from './import-graph.ts';

const CORE = 'functions/src/core/';

/**
 * The directories of core, from the bottom up: each imports from those before it, and never from those after it. The
 * files beside the directories are one layer, `.`.
 */
const LAYERS = [
  'event',
  'telemetry',
  'ledger',
  '.',
  'logic',
  'durable',
  'options',
  'scheme',
  'integration',
  'config',
  'secrets',
  'letters',
  'accounts',
  'ingest',
  'handle',
  'instances',
  'recover',
  'registration',
  'inspect',
] as const;

const graph = readImports();
const coreFiles = [...graph.keys()].filter((file) => file.startsWith(CORE));
const isTest = (file: string) => file.endsWith('.test.ts');

function layerOf(file: string): string {
  return path.posix.dirname(file.slice(CORE.length));
}

describe('core', () => {
  it('has no directory that is not a layer', () => {
    expect(new Set(coreFiles.map(layerOf))).toEqual(new Set(LAYERS));
  });

  it.each(LAYERS)('imports in %s from no layer above it', (layer) => {
    const allowed: readonly string[] = LAYERS.slice(0, LAYERS.indexOf(layer) + 1);
    const files = coreFiles.filter((file) => layerOf(file) === layer && !isTest(file));
    const upward = files.flatMap((file) =>
      (graph.get(file) ?? [])
        .filter((imported) => imported.startsWith(CORE) && !allowed.includes(layerOf(imported)))
        .map((imported) => `${file} → ${imported}`),
    );
    expect(files.length).toBeGreaterThan(0);
    expect(upward).toEqual([]);
  });

  it('has no two files of one name', () => {
    const byName = Map.groupBy(coreFiles, (file) => path.posix.basename(file));
    expect([...byName.values()].filter((files) => files.length > 1)).toEqual([]);
  });
});

describe('import cycles', () => {
  it('are nowhere in the project, through types or values', () => {
    expect(graph.size).toBeGreaterThan(500);
    expect(cyclesIn(graph)).toEqual([]);
  });

  it.each([
    ['a straight line', { a: ['b'], b: ['c'], c: [] }, []],
    ['two ways to one file', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
    ['two files that import each other', { a: ['b'], b: ['a'] }, [['a', 'b']]],
    ['a file that imports itself', { a: ['a'] }, [['a']]],
    ['a way back through a third file', { a: ['b'], b: ['c'], c: ['d', 'a'], d: [] }, [['a', 'b', 'c']]],
  ])('are found in %s as they should be', (_case, imports, cycles) => {
    expect(cyclesIn(new Map(Object.entries(imports)))).toEqual(cycles);
  });
});
