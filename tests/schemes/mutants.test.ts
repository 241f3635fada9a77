import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CENSUS } from './census.ts';
import { casesOf } from './judge.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CORE = join(ROOT, 'functions', 'src', 'core');
const areVectorsThere = Object.keys(CENSUS).some((file) => casesOf(file) !== undefined);

describe.skipIf(!areVectorsThere)('a defect of the interpreter is caught by the vectors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'integration-mutants-'));
  let verdicts: readonly (string | null)[] = [];

  beforeAll(() => {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const copies = [
      copyOf(undefined, 'original'),
      ...MUTANTS.map((mutant, index) => copyOf(mutant, `mutant-${index}`)),
    ];
    const script = join(import.meta.dirname, 'judge-copies.ts');
    const output = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...copies], {
      encoding: 'utf8',
    });
    verdicts = output.trim().split('\n').map(verdictIn);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('the interpreter as it is answers every case right', () => {
    expect(verdicts[0]).toBeNull();
  });

  it.each(MUTANTS.map(({ defect }, index) => [defect, index + 1] as const))('%s', (_defect, place) => {
    expect(verdicts[place]).toEqual(expect.any(String));
  });

  function copyOf(mutant: Mutant | undefined, name: string): string {
    const copy = join(folder, name);
    cpSync(CORE, copy, { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
    if (mutant === undefined) return copy;
    const file = join(copy, 'scheme', mutant.file);
    const text = readFileSync(file, 'utf8');
    if (text.split(mutant.from).length !== 2) throw new Error(`"${mutant.from}" has to be in ${mutant.file} once.`);
    writeFileSync(
      file,
      text.replace(mutant.from, () => mutant.to),
    );
    return copy;
  }
});

function verdictIn(line: string): string | null {
  const value: unknown = JSON.parse(line);
  return typeof value === 'string' ? value : null;
}
