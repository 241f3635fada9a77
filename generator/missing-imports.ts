import { GeneratorError } from './fault.ts';
import type { Files } from './model.ts';
import { readModule, type LinkFact } from './module-facts.ts';
import { isTest } from './strays.ts';

/**
 * Refuses an import of a file that does not exist: the functions would not even load.
 * @param exists Whether a file exists, or is about to be generated.
 * @throws {GeneratorError} that names the importing file and says what to write.
 */
export function requireImports(files: Files, exists: (file: string) => boolean): void {
  for (const [file, text] of files) {
    if (isTest(file) || !file.endsWith('.ts')) continue;
    const missing = readModule(file, text).links.find(({ path }) => !exists(path));
    if (missing !== undefined)
      throw new GeneratorError(`functions/src/${file} imports ${sentencesOf(missing, file, exists)}`);
  }
}

function sentencesOf({ path, specifier }: LinkFact, importer: string, exists: (file: string) => boolean): string {
  if (!specifier.startsWith('.')) return `'${specifier}', but there is no functions/src/${path}. Correct the name.`;
  const what = `functions/src/${path}, which does not exist.`;
  if (exists(`${path}.ts`)) return `${what} Node needs its ending: add ".ts".`;
  if (ENGINE.test(path)) return `${what} Import the name from '${entryFor(importer)}' instead.`;
  return `${what} Correct the path, or write the file.`;
}

/** Folders of the engine, whose files move between versions. */
const ENGINE = /^(?:core|gcp)\//;

/** Where the author of a file finds the names of the engine. */
function entryFor(importer: string): string {
  if (importer.startsWith('sagas/')) return 'integration-service';
  return importer.startsWith('integrations/') ? 'integration-service/integration' : 'integration-service/config';
}
