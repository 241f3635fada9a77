import { titleOf } from '../functions/src/core/event/names.ts';
import { GeneratorError } from './fault.ts';
import type { EventClassSource, Files, ProviderSource } from './model.ts';
import { EVENT_CLASS, isOf } from './declarations.ts';
import { readModule, type ClassFact, type ModuleFacts } from './module-facts.ts';
import { requirePrefix } from './names.ts';
import { isTest, outsideFolder } from './strays.ts';

/**
 * The providers that have a folder under integrations/, in alphabetical order.
 * @throws {GeneratorError} when one lacks what every integration brings, or cannot name its functions.
 */
export function findIntegrations(files: Files): readonly string[] {
  const folders = new Set([...files.keys()].flatMap((path) => /^integrations\/([^/]+)\/.+\.ts$/.exec(path)?.[1] ?? []));
  const providers = [...folders].toSorted();
  for (const provider of providers) {
    requirePrefix(provider);
    requireExport(files, `integrations/${provider}/index.ts`, provider, 'its integration');
    requireExport(files, `integrations/${provider}/samples.ts`, `${provider}Samples`, 'its sample events');
  }
  return providers;
}

function requireExport(files: Files, path: string, name: string, what: string): void {
  const text = files.get(path);
  if (text !== undefined && readModule(path, text).exported.has(name)) return;
  throw new GeneratorError(`functions/src/${path} has to export ${what} as "${name}".`);
}

/** A provider's name as the provider writes it: the heading of its README. */
export function findTitle(provider: string, files: Files): string {
  const [, heading] = /^# +(.+?)\s*$/m.exec(files.get(`integrations/${provider}/README.md`) ?? '') ?? [];
  return heading ?? titleOf(provider);
}

/**
 * What a provider's folder lists of what webhooks missed: events, or the states of objects.
 * @throws {GeneratorError} when the file for it exports something else, or when there are both.
 */
export function findMissed(provider: string, files: Files): ProviderSource['listsMissed'] {
  const has = (file: string) => files.has(`integrations/${provider}/${file}.ts`);
  const listed = MISSED_LISTS.filter(({ file }) => has(file));
  const [found, other] = listed;
  if (found === undefined) return undefined;
  if (other !== undefined)
    throw new GeneratorError(
      `functions/src/integrations/${provider} has ${found.file}.ts and ${other.file}.ts: keep the first, since events that are listed under their own ids need no states beside them.`,
    );
  requireExport(files, `integrations/${provider}/${found.file}.ts`, `${provider}${titleOf(found.part)}`, found.what);
  return found;
}

/** The files in which an integration lists what webhooks missed, and what they export. */
const MISSED_LISTS = [
  { file: 'missed-events', part: 'missedEvents', what: 'its list of missed events' },
  { file: 'object-states', part: 'objectStates', what: 'its list of object states' },
] as const;

/**
 * Whether a provider's folder lists deliveries that failed.
 * @throws {GeneratorError} when the file for it exports something else.
 */
export function findFailedDeliveries(provider: string, files: Files): boolean {
  const path = `integrations/${provider}/failed-deliveries.ts`;
  if (!files.has(path)) return false;
  requireExport(files, path, `${provider}FailedDeliveries`, 'its list of failed deliveries');
  return true;
}

/**
 * Whether a provider's folder says how its webhooks are registered.
 * @throws {GeneratorError} when the file for it exports something else.
 */
export function findRegistration(provider: string, files: Files): boolean {
  const path = `integrations/${provider}/registration.ts`;
  if (!files.has(path)) return false;
  requireExport(files, path, `${provider}Registration`, 'how its webhooks are registered');
  return true;
}

/**
 * Whether a provider's folder describes a topic that the provider publishes to.
 * @throws {GeneratorError} when the file for it exports something else.
 */
export function findProviderTopic(provider: string, files: Files): boolean {
  const path = `integrations/${provider}/topic.ts`;
  if (!files.has(path)) return false;
  requireExport(files, path, `${provider}Topic`, 'its topic');
  return true;
}

/** Reads a provider's event class. @throws {GeneratorError} when there is none, or it cannot be revived. */
export function findEventClass(provider: string, files: Files): EventClassSource {
  const path = `integrations/${provider}/event.ts`;
  const name = `${titleOf(provider)}Event`;
  requireExport(files, path, name, 'its event class');
  const facts = readModule(path, files.get(path) ?? '');
  const found = facts.classes.find((candidate) => candidate.name === name);
  const parameters = found?.statics.get('revive')?.parameters ?? (isMade(found, facts) ? 1 : undefined);
  if (parameters !== undefined) {
    return { reviveTakesServices: parameters > 1, ...documentationOf(name, files.get(path) ?? '') };
  }
  throw new GeneratorError(
    `functions/src/${path} has to make the class ${name} by eventClass, or give it a static method revive(envelope, services).`,
  );
}

/** Whether a class extends one that `eventClass` makes, which has a `revive`. */
function isMade(found: ClassFact | undefined, { imports }: ModuleFacts): boolean {
  return imports.some((one) => one.local === found?.extends && isOf(EVENT_CLASS, one));
}

/** What the comment before the class names by `@see`. Comments are not syntax, so they are read as text. */
function documentationOf(className: string, text: string): Pick<EventClassSource, 'documentation'> {
  const before = text.slice(0, text.indexOf(`export class ${className}`));
  const comment = before.slice(before.lastIndexOf('/**'));
  const [, documentation] = /@see (https:\/\/[^\s*]+)/.exec(comment) ?? [];
  return documentation === undefined ? {} : { documentation };
}

/** Refuses business logic that no function would ever run. @throws {GeneratorError} that names the file. */
export function requireKnownFolders(files: Files, providers: readonly string[]): void {
  for (const path of files.keys()) {
    if (!isTest(path) && /^sagas\/[^/]+$/.test(path)) throw outsideFolder(path);
    const folder = /^sagas\/([^/]+)\//.exec(path)?.[1];
    if (folder === undefined || folder === 'shared' || providers.includes(folder)) continue;
    throw new GeneratorError(
      `functions/src/${path} belongs to no integration: add integrations/${folder}, describe the instance ${folder} in integrations.config.ts, or move the file to the folder of an existing one.`,
    );
  }
}
