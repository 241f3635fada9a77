import { GeneratorError } from '../../generator/fault.ts';
import { generate } from '../../generator/generate.ts';
import { finding, ok, type Result } from './result.ts';

const WHAT = 'generated code';

/** Looks whether the generated code is that of the sources. @param root Root of the project. */
export function generatedResult(root: string): Result {
  try {
    const { write, remove } = generate(root, { check: true });
    const stale = [...write, ...remove];
    if (stale.length === 0) return ok(WHAT, 'up to date');
    return finding(WHAT, `It is out of date: ${stale.join(', ')}.`, 'npm run generate');
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    return finding(WHAT, error.message, 'npm run generate');
  }
}
