import { COMMAND, isOf } from './declarations.ts';
import { GeneratorError } from './fault.ts';
import type { HandlerSource } from './model.ts';
import type { ClassFact, ModuleFacts } from './module-facts.ts';

/**
 * Refuses a command that nothing would carry out: its event would fail until it is a dead letter.
 * @param used The modules that one provider uses.
 * @param all Those of every provider.
 * @throws {GeneratorError} that names the file and the command.
 */
export function requireHandlers(
  used: readonly ModuleFacts[],
  all: readonly ModuleFacts[],
  handlers: readonly HandlerSource[],
): void {
  const handled = new Set(handlers.map(({ command }) => command));
  for (const module of used) {
    for (const { found, source } of commandsOf(module, all)) {
      const type = found.statics.get('type')?.text;
      const command = `The command ${found.name} in functions/src/${source.path}`;
      if (type === undefined) {
        throw new GeneratorError(
          `${command} has no name for the ledger: give it a literal "static readonly type = '${found.name}'".`,
        );
      }
      if (handled.has(type)) continue;
      throw new GeneratorError(
        used.includes(source)
          ? `${command} has no handler: write "export const name = commandHandler(${found.name}, …)" beside it (recordHandler if it only changes records), or remove it.`
          : `${command} is used by functions/src/${module.path}, but handled for its own provider alone: move it and its handler to functions/src/sagas/shared/.`,
      );
    }
  }
}

interface FoundClass {
  readonly found: ClassFact;
  /** Where it is declared. */
  readonly source: ModuleFacts;
}

/** The commands that a module declares or imports. */
function commandsOf(module: ModuleFacts, all: readonly ModuleFacts[]): readonly FoundClass[] {
  const own = module.classes.map((found) => ({ found, source: module }));
  const imported = module.imports.flatMap(({ local }) => classAt(local, module, all) ?? []);
  return [...own, ...imported].filter(({ found, source }) => isCommand(found, source, all) && !isBase(found, all));
}

/** Whether a class is a command: it extends core's, or another class that does. */
function isCommand({ extends: base }: ClassFact, module: ModuleFacts, all: readonly ModuleFacts[]): boolean {
  if (base === undefined) return false;
  const imported = module.imports.find(({ local }) => local === base);
  if (isOf(COMMAND, imported)) return true;
  const next = classAt(base, module, all);
  return next !== undefined && isCommand(next.found, next.source, all);
}

/** The class that a module knows by a name: its own, or one that it imports from another module of the tree. */
export function classAt(local: string, module: ModuleFacts, all: readonly ModuleFacts[]): FoundClass | undefined {
  const own = module.classes.find(({ name }) => name === local);
  if (own !== undefined) return { found: own, source: module };
  const imported = module.imports.find((one) => one.local === local);
  const source = all.find(({ path }) => path === imported?.from);
  const found = source?.classes.find(({ name }) => name === source.exported.get(imported?.name ?? ''));
  return source && found && { found, source };
}

/** Whether other commands extend a class without a name: then it need not be one that anyone carries out. */
function isBase(found: ClassFact, all: readonly ModuleFacts[]): boolean {
  if (found.statics.has('type')) return false;
  return all.some(({ classes }) => classes.some(({ extends: base }) => base === found.name));
}
