import { readFileSync } from 'node:fs';
import path from 'node:path';
import { titleOf } from '../../functions/src/core/event/names.ts';
import type { Files, ProviderSource } from '../../generator/model.ts';
import { renamed, type UseCaseNames } from './names.ts';

const TEMPLATES = path.join(import.meta.dirname, 'templates', 'saga');

/** Whom a new saga is for. */
export type SagaProvider = Pick<ProviderSource, 'provider' | 'isInstance' | 'reviveTakesServices'> & {
  /** Whether the project depends on the engine: it generates the event classes of instances beside its sagas. */
  readonly dependsOnEngine?: boolean;
};

/**
 * The files of a new saga, by their paths from the project's root.
 * @param eventType A type of the provider's events.
 */
export function sagaFiles(source: SagaProvider, names: UseCaseNames, eventType: string): Files {
  const folder = `functions/src/sagas/${source.provider}/${names.file}`;
  const test = source.isInstance ? 'instance-saga.test.ts.txt' : 'saga.test.ts.txt';
  return new Map([
    [`${folder}.ts`, filled('saga.ts.txt', source, names, eventType)],
    [`${folder}.test.ts`, filled(test, source, names, eventType)],
  ]);
}

/** What a saga imports the event class of a provider from. */
export function eventModuleOf({
  provider,
  isInstance,
  dependsOnEngine = false,
}: Omit<SagaProvider, 'reviveTakesServices'>): string {
  if (!isInstance) return `integration-service/${provider}`;
  return dependsOnEngine ? `../../generated/${provider}/event.ts` : `integration-service/instances/${provider}`;
}

function filled(template: string, source: SagaProvider, names: UseCaseNames, eventType: string): string {
  const { provider, reviveTakesServices } = source;
  const event = `${titleOf(provider)}Event`;
  const text = renamed(readFileSync(path.join(TEMPLATES, template), 'utf8'), provider)
    .replaceAll('EVENT_MODULE', eventModuleOf(source))
    .replaceAll('EVENT_TYPE', eventType)
    .replaceAll('use-case', names.file)
    .replaceAll('UseCase', names.title)
    .replaceAll('useCase', names.saga);
  return reviveTakesServices
    ? withServices(text, event)
    : text.replace('REVIVED', `ids.map((id) => ${event}.revive({ ...envelope, id }))`);
}

/** For event classes that need a service to be revived: none of them may need a key for it. */
function withServices(text: string, event: string): string {
  const services = `const noServices = { apiKey: () => Promise.reject(new Error('This test has no API key.')) };\n`;
  return text
    .replace('const logic', `${services}const logic`)
    .replace('REVIVED', `Promise.all(ids.map((id) => ${event}.revive({ ...envelope, id }, noServices)))`);
}
