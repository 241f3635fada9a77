import { GeneratorError } from './fault.ts';
import type { Files } from './model.ts';
import { readModule } from './module-facts.ts';
import { isTest } from './strays.ts';

/**
 * Refuses an import of a file that is not there: the functions would not even load.
 * @param exists Whether a file is there, or is about to be generated.
 * @throws {GeneratorError} that names both files.
 */
export function requireImports(files: Files, exists: (file: string) => boolean): void {
  for (const [file, text] of files) {
    if (isTest(file)) continue;
    const missing = readModule(file, text).links.find((link) => !exists(link));
    if (missing === undefined) continue;
    const mend = exists(`${missing}.ts`) ? 'Node needs its ending: add ".ts".' : 'Correct the path, or write the file.';
    throw new GeneratorError(`functions/src/${file} imports functions/src/${missing}, which does not exist. ${mend}`);
  }
}
