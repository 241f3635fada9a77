import { isSetting, kindOf, type Kind } from './declarations.ts';
import { GeneratorError } from './fault.ts';
import type { Files } from './model.ts';
import { readModule } from './module-facts.ts';

/**
 * Refuses business logic in places where it would never be found.
 * @param strays Files outside of sagas/, and those in it that are not `.ts`.
 * @throws {GeneratorError} that names the file, and where it belongs.
 */
export function requireNoStrays(strays: Files): void {
  for (const [file, text] of strays) {
    if (file.startsWith('sagas/')) {
      throw new GeneratorError(
        `functions/src/${file} is not looked at: rename it to end in .ts, or move it out of functions/src/sagas.`,
      );
    }
    if (isTest(file)) continue;
    const kinds = kindsIn(file, text);
    if (kinds.some((kind) => !isSetting(kind))) throw outsideFolder(file);
    const [kind] = kinds;
    if (kind === undefined || namesItsSettings(file)) continue;
    throw new GeneratorError(
      `functions/src/${file} declares a ${kind}, which nothing would check at the start: move it to functions/src/sagas/<provider>/ or functions/src/sagas/shared/.`,
    );
  }
}

/** The fault of a file whose business logic no function would ever run. */
export function outsideFolder(file: string): GeneratorError {
  return new GeneratorError(
    `functions/src/${file} is in no provider's folder, so that nothing in it would ever run: move it to functions/src/sagas/<provider>/, or to functions/src/sagas/shared/ if it holds commands and handlers of several providers.`,
  );
}

/** Whether a file is a test or mere types, which nothing wires. */
export function isTest(file: string): boolean {
  return /\.(?:test|d)\.ts$/.test(file);
}

/** Whether what the file exports names its settings: the scheduled function or the command that needs them checks them. */
function namesItsSettings(file: string): boolean {
  return /^integrations\/\w+\/(?:missed-events|object-states|failed-deliveries|registration)\.ts$/.test(file);
}

/** What a file declares. */
function kindsIn(file: string, text: string): readonly Kind[] {
  // Parsing takes time, and few of these files import the engine's functions.
  if (!/core\/logic\/|integration-service/.test(text)) return [];
  return readModule(file, text).calls.flatMap((call) => kindOf(call) ?? []);
}
