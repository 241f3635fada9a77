import { GeneratorError } from './fault.ts';
import type { ExportSource, HandlerSource } from './model.ts';
import type { ModuleFacts } from './module-facts.ts';

/** Refuses two commands of one type among the modules that a provider uses. @throws {GeneratorError} that names both files. */
export function requireDistinctTypes(modules: readonly ModuleFacts[]): void {
  const seen = new Map<string, string>();
  for (const module of modules) {
    for (const { extends: base, statics } of module.classes) {
      const type = statics.get('type')?.text;
      if (base === undefined || type === undefined) continue;
      requireNew(
        seen,
        type,
        module.path,
        `Two commands have the type "${type}"`,
        'the ledger tells commands apart by it',
      );
    }
  }
}

/** Refuses two exports of one name. @throws {GeneratorError} that names both files. */
export function requireDistinctNames(exports: readonly ExportSource[]): void {
  const seen = new Map<string, string>();
  for (const { name, path: file } of exports) {
    requireNew(
      seen,
      name,
      file,
      `Two exports are called "${name}"`,
      'sagas, tasks and handlers of one provider are told apart by their names',
    );
  }
}

/** Refuses two handlers of one command: which one ran would be chance. @throws {GeneratorError} that names both files. */
export function requireOneHandlerEach(handlers: readonly HandlerSource[]): void {
  const seen = new Map<string, string>();
  for (const { command, path: file } of handlers) {
    requireNew(seen, command, file, `Two handlers take the command "${command}"`, 'each command has one handler');
  }
}

function requireNew(seen: Map<string, string>, key: string, file: string, fault: string, reason: string): void {
  const before = seen.get(key);
  if (before !== undefined) {
    const where =
      before === file ? `both in functions/src/${file}` : `in functions/src/${before} and functions/src/${file}`;
    throw new GeneratorError(`${fault}, ${where}: change one, since ${reason}.`);
  }
  seen.set(key, file);
}
