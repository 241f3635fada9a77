import { classAt, requireHandlers } from './commands.ts';
import { DECLARATIONS, isHandler, isOf, isSetting, isTask, kindOf, RETRY_LATER, type Kind } from './declarations.ts';
import { GeneratorError } from './fault.ts';
import type {
  BusinessLogicSource,
  DurableGroup,
  ExportSource,
  Files,
  HandlerSource,
  SagaSource,
  TaskSource,
} from './model.ts';
import { readModule, type CallFact, type ModuleFacts } from './module-facts.ts';
import { requireDistinctNames, requireDistinctTypes, requireOneHandlerEach } from './distinct.ts';

/** A call that declares business logic, and the constant that is exported of it. */
export interface Declaration extends ExportSource {
  readonly kind: Kind;
  readonly call: CallFact;
}

/** Where the logic of several providers is. */
const SHARED = 'sagas/shared/';

/** Modules of business logic, by their paths. */
export type Modules = ReadonlyMap<string, ModuleFacts>;

/** Everything under sagas/ but the tests, parsed. @throws {GeneratorError} when a file does not parse. */
export function readSagas(files: Files): Modules {
  const sources = [...files].filter(([file]) => file.startsWith('sagas/') && /(?<!\.test|\.d)\.ts$/.test(file));
  return new Map(sources.map(([file, text]) => [file, readModule(file, text)]));
}

/**
 * Finds one provider's sagas, tasks and command handlers: those in its own folder, and the shared handlers
 * that its files can reach by imports. Durable sagas may be anywhere.
 * @param group All durable sagas.
 * @throws {GeneratorError} with a sentence that names the file, when one of them could not be wired.
 */
export function findBusinessLogic(
  provider: string,
  modules: Modules,
  group: Pick<DurableGroup, 'sagas'>,
): BusinessLogicSource {
  const own = [...modules.values()].filter((module) => module.path.startsWith(`sagas/${provider}/`));
  const reached = reachableFrom(own, modules, SHARED);
  const shared = [...modules.values()].filter((module) => module.path.startsWith(SHARED));
  const durable = group.sagas.filter(({ providers }) => providers.includes(provider));
  requireDistinctTypes(reached);

  const ownDeclarations = own.flatMap(declarationsOf);
  const handlers = [
    ...ownDeclarations.filter(({ kind }) => isHandler(kind)).map((one) => handlerOf(one, modules).handler),
    ...shared.flatMap(declarationsOf).flatMap((one) => {
      if (one.kind === 'durableSaga' || isSetting(one.kind)) return [];
      requireHandler(one);
      const { handler, commandPath } = handlerOf(one, modules);
      return reached.some((module) => module.path === one.path || module.path === commandPath) ? [handler] : [];
    }),
  ];
  const sagas = ownDeclarations.filter(({ kind }) => kind === 'saga').map((one) => sagaOf(one, modules, handlers));
  const tasks = ownDeclarations.filter(({ kind }) => isTask(kind)).map(taskOf);
  const settings = settingsOf(own, handlers, modules);
  requireDistinctNames([...sagas, ...tasks, ...durable, ...handlers, ...settings]);
  requireOneHandlerEach(handlers);
  requireHandlers(reached, [...modules.values()], handlers);
  return {
    sagas: sagas.toSorted(byName),
    tasks: tasks.toSorted(byName),
    handlers: handlers.toSorted(byName),
    durable,
    settings,
  };
}

/** The settings and secrets that modules and the files of handlers declare, or can reach by imports. @throws {GeneratorError} */
export function settingsOf(
  own: readonly ModuleFacts[],
  handlers: readonly ExportSource[],
  modules: Modules,
): readonly ExportSource[] {
  const start = [...own, ...handlers.flatMap(({ path }) => modules.get(path) ?? [])];
  const declared = reachableFrom(start, modules, 'sagas/').flatMap(declarationsOf);
  return declared
    .filter(({ kind }) => isSetting(kind))
    .map(settingOf)
    .toSorted(byName);
}

function settingOf({ kind, name, path, call }: Declaration): ExportSource {
  const [variable] = call.arguments;
  if (variable?.type === 'Literal' && typeof variable.value === 'string') return { name, path };
  throw new GeneratorError(
    `The ${kind} ${name} in functions/src/${path} needs the name of its variable written out, such as ${kind}('CRM_URL').`,
  );
}

/** What a module declares. @throws {GeneratorError} for something that is not exported. */
export function declarationsOf(module: ModuleFacts): readonly Declaration[] {
  return module.calls.flatMap((call) => {
    const kind = kindOf(call);
    if (kind === undefined) return [];
    if (call.exportedAs === undefined) {
      throw new GeneratorError(
        `functions/src/${module.path} calls ${kind}() without exporting what it makes: write "export const name = ${kind}(…)", for only that is found.`,
      );
    }
    return [{ kind, name: call.exportedAs, path: module.path, call }];
  });
}

function taskOf({ kind, name, path: file, call }: Declaration): TaskSource {
  return {
    name,
    path: file,
    isolated: isSet('isolated', { kind, name, path: file, call }),
    retryLater: kind === 'task' && isSet('retryLater', { kind, name, path: file, call }),
  };
}

/** Whether an option of a declaration is true. @throws {GeneratorError} if it cannot be read. */
function isSet(option: 'isolated' | 'retryLater', { kind, name, path: file, call }: Declaration): boolean {
  const place = DECLARATIONS[kind].options;
  const options = place === undefined ? undefined : call.arguments[place];
  if (options === undefined) return false;
  const unreadable = new GeneratorError(
    `The options of the ${kind} ${name} in functions/src/${file} have to be written out, with ${option} as true or false: they are read, not run.`,
  );
  if (options.type !== 'ObjectExpression') throw unreadable;
  let isTrue = false;
  for (const property of options.properties) {
    if (property.type === 'SpreadElement' || property.computed) throw unreadable;
    const key =
      property.key.type === 'Identifier'
        ? property.key.name
        : property.key.type === 'Literal'
          ? property.key.value
          : undefined;
    if (key !== option) continue;
    if (property.value.type !== 'Literal' || typeof property.value.value !== 'boolean') throw unreadable;
    isTrue = property.value.value;
  }
  return isTrue;
}

function sagaOf(declaration: Declaration, modules: Modules, handlers: readonly HandlerSource[]): SagaSource {
  return { ...taskOf(declaration), commands: commandTypesOf(declaration, modules, handlers) };
}

/** The types of the commands whose classes a declaration's file declares or imports, as far as they have handlers. */
export function commandTypesOf(
  declaration: ExportSource,
  modules: Modules,
  handlers: readonly HandlerSource[],
): readonly string[] {
  const module = modules.get(declaration.path);
  const classes =
    module === undefined
      ? []
      : [
          ...module.classes,
          ...module.imports.flatMap(({ local }) => classAt(local, module, [...modules.values()])?.found ?? []),
        ];
  const known = new Set(handlers.map(({ command }) => command));
  const types = new Set(classes.flatMap(({ statics }) => statics.get('type')?.text ?? []));
  return [...types].filter((type) => known.has(type)).toSorted();
}

/** The handler that a call declares, and the file of its command. @throws {GeneratorError} */
export function handlerOf(declaration: Declaration, modules: Modules): { handler: HandlerSource; commandPath: string } {
  const { kind, name, path: file, call } = declaration;
  const [command] = call.arguments;
  const module = modules.get(file);
  const at =
    module && command?.type === 'Identifier' ? classAt(command.name, module, [...modules.values()]) : undefined;
  const type = at?.found.statics.get('type')?.text;
  if (at === undefined || type === undefined || type === '') {
    throw new GeneratorError(
      `The ${kind} ${name} in functions/src/${file} needs a command class under sagas/ with a literal "static readonly type = '…'": the ledger keeps that name.`,
    );
  }
  const retryLater = kind === 'commandHandler' && isSet('retryLater', declaration);
  return { handler: { name, path: file, command: type, retryLater }, commandPath: at.source.path };
}

/**
 * Refuses files that throw a `RetryLater` for which no handler and no task may ask.
 * @throws {GeneratorError}
 */
export function requireDeclaredRetries(modules: Modules): void {
  const all = [...modules.values()];
  const throwing = all.filter(({ imports }) => imports.some((one) => isOf(RETRY_LATER, one)));
  if (throwing.length === 0) return;
  const declared = all
    .flatMap(declarationsOf)
    .filter((one) => (one.kind === 'commandHandler' || one.kind === 'task') && isSet('retryLater', one));
  const allowed = reachableFrom(
    declared.flatMap(({ path }) => modules.get(path) ?? []),
    modules,
    'sagas/',
  );
  for (const module of throwing) {
    if (allowed.includes(module)) continue;
    throw new GeneratorError(
      `functions/src/${module.path} throws RetryLater, and no handler or task that uses it declares that: write commandHandler(Type, handle, { retryLater: true }) or task(Event, run, { retryLater: true }).`,
    );
  }
}

/** Some modules, and those that they can reach by imports. @param within The folder that links are followed into. */
export function reachableFrom(start: readonly ModuleFacts[], modules: Modules, within: string): readonly ModuleFacts[] {
  const reached = new Set(start);
  // A set that grows while it is walked is walked to its end.
  for (const module of reached) {
    for (const { path: link } of module.links) {
      const next = link.startsWith(within) ? modules.get(link) : undefined;
      if (next !== undefined) reached.add(next);
    }
  }
  return [...reached];
}

function requireHandler({ kind, name, path: file }: Declaration): void {
  if (isHandler(kind)) return;
  throw new GeneratorError(
    `functions/src/${file} declares the ${kind} ${name}, but sagas/shared holds commands, their handlers and durable sagas only: move it to the folder of its provider.`,
  );
}

/** For lists in generated files. */
export function byName(a: ExportSource, b: ExportSource): number {
  return a.name < b.name ? -1 : 1;
}
