import {
  byName,
  commandTypesOf,
  declarationsOf,
  handlerOf,
  reachableFrom,
  settingsOf,
  type Modules,
} from './business-logic.ts';
import { requireHandlers } from './commands.ts';
import { isHandler } from './declarations.ts';
import { requireDistinctTypes, requireOneHandlerEach } from './distinct.ts';
import { GeneratorError } from './fault.ts';
import type { DurableGroup, DurableSource, ExportSource } from './model.ts';
import { faultOfName } from './names.ts';

/**
 * Finds the durable sagas of the tree, and the handlers of the commands that their files can reach by imports.
 * @throws {GeneratorError} with a sentence that names the file, if one of them cannot be wired.
 */
export function findDurableSagas(modules: Modules, providers: readonly string[]): Omit<DurableGroup, 'waiting'> {
  const all = [...modules.values()];
  const declared = all.flatMap(declarationsOf);
  const durable = declared.filter(({ kind }) => kind === 'durableSaga');
  const own = all.filter((module) => durable.some(({ path }) => path === module.path));
  const reached = reachableFrom(own, modules, 'sagas/');
  const isReached = (path: string) => reached.some((module) => module.path === path);
  const handlers = declared
    .filter(({ kind }) => isHandler(kind))
    .map((one) => handlerOf(one, modules))
    .filter(({ handler, commandPath }) => isReached(handler.path) || isReached(commandPath))
    .map(({ handler }) => handler);
  requireDistinctInstances(durable);
  requireDistinctTypes(reached);
  requireOneHandlerEach(handlers);
  requireHandlers(reached, all, handlers);
  const sagas = durable.map((one): DurableSource => ({
    name: one.name,
    path: one.path,
    providers: providersOf(one, modules, providers),
    commands: commandTypesOf(one, modules, handlers),
  }));
  const settings = settingsOf(own, handlers, modules);
  return { sagas: sagas.toSorted(byName), handlers: handlers.toSorted(byName), settings };
}

/** The providers whose event classes the saga's file imports. */
function providersOf({ name, path }: ExportSource, modules: Modules, providers: readonly string[]): readonly string[] {
  const imported = new Set(modules.get(path)?.imports.map(({ from }) => from));
  const found = providers.filter((provider) =>
    [`integrations/${provider}/event.ts`, `generated/${provider}/event.ts`].some((file) => imported.has(file)),
  );
  if (found.length > 0) return found;
  throw new GeneratorError(
    `The durable saga ${name} in functions/src/${path} takes no provider's events: import the class of the events that its facts come from in this file, such as StripeEvent from 'integration-service/stripe'.`,
  );
}

/** Instances are kept under the name of their saga, whatever folder it is in. */
function requireDistinctInstances(durable: readonly ExportSource[]): void {
  const seen = new Map<string, string>();
  for (const { name, path } of durable) {
    const before = seen.get(name);
    if (before !== undefined) {
      throw new GeneratorError(
        `Two durable sagas are called "${name}", in functions/src/${before} and functions/src/${path}: rename one, since instances are kept under that name.`,
      );
    }
    const fault = faultOfName(name);
    if (fault !== undefined)
      throw new GeneratorError(`The durable saga ${name} in functions/src/${path} needs another name: ${fault}.`);
    seen.set(name, path);
  }
}
