import path from 'node:path';
import { findBusinessLogic, readSagas } from './business-logic.ts';
import { CloudFunctionGenerator } from './cloud-function-generator.ts';
import { findEventClass, findMissedEvents, findProviders } from './integrations.ts';
import type { Files, ProviderSource } from './model.ts';
import { renderRegistry } from './registry.ts';
import { applyChanges, changesBetween, readGenerated, readSources, type Changes } from './tree.ts';

/** Reads the providers and their business logic out of the sources. @throws {GeneratorError} */
export function discover(sources: Files): readonly ProviderSource[] {
  const providers = findProviders(sources);
  const modules = readSagas(sources);
  return providers.map((provider) => ({
    provider,
    listsMissedEvents: findMissedEvents(provider, sources),
    ...findEventClass(provider, sources),
    ...findBusinessLogic(provider, modules),
  }));
}

/** All of functions/src/generated, by paths below it. Pure. @throws {GeneratorError} */
export function render(sources: Files): Files {
  const providers = discover(sources);
  const functions = providers.flatMap((source) => [
    ...CloudFunctionGenerator.withPrefix(source.provider).render(source),
  ]);
  return new Map([...renderRegistry(providers), ...functions]);
}

/**
 * Brings functions/src/generated up to date, or says what is not.
 * @param root Root of the project.
 * @param options.check Change nothing.
 * @returns what was changed; with `check`, what would be.
 * @throws {GeneratorError} with a sentence that says what to mend in the tree.
 */
export function generate(root: string, { check = false } = {}): Changes {
  const source = path.join(root, 'functions', 'src');
  const folder = path.join(source, 'generated');
  const wanted = render(readSources(source));
  const changes = changesBetween(readGenerated(folder), wanted);
  if (!check) applyChanges(folder, wanted, changes);
  return changes;
}
