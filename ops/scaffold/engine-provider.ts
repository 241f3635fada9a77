import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findEventClass } from '../../generator/integrations.ts';
import { ENDING, ENGINE_SOURCE } from '../../generator/places.ts';
import { engineIntegrations, readEngineSources } from '../../generator/tree.ts';
import type { SagaProvider } from './saga.ts';

/** The integrations that the engine brings along, by name. */
export function engineProviders(): readonly string[] {
  return engineIntegrations(ENGINE_SOURCE);
}

/** What a new saga has to know of one of them. */
export function engineProvider(provider: string): SagaProvider {
  const { reviveTakesServices } = findEventClass(provider, readEngineSources(ENGINE_SOURCE, [provider]));
  return { provider, isInstance: false, reviveTakesServices };
}

/** The types of events that an integration has samples of. @throws if its SDK is not installed. */
export function typesOf(provider: string): Promise<readonly string[]> {
  return sampledTypes(path.join(ENGINE_SOURCE, 'integrations', provider, `samples${ENDING}`), provider);
}

/** Where the packed engine has the types that samples are sent of by default: to load them takes the SDKs of all providers. */
export const SENT_TYPES = 'ops/scaffold/sent-types.json';

/** The type of event that a new project sends first. */
export async function sentType(provider: string): Promise<string> {
  const file = path.join(ENGINE_SOURCE, '..', '..', SENT_TYPES);
  const packed: Readonly<Record<string, string>> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const types = packed[provider] === undefined ? await typesOf(provider) : [packed[provider]];
  const type = types.find((one) => one === SHOWN_TYPE) ?? types[0];
  if (type === undefined) throw new Error(`${provider} has no sample.`);
  return type;
}

/** The type that the documents send, if the provider has it. */
const SHOWN_TYPE = 'customer.subscription.deleted';

/** The types that a file of samples has. @param file Absolute. */
export async function sampledTypes(file: string, provider: string): Promise<readonly string[]> {
  const module: Record<string, unknown> = await import(pathToFileURL(file).href);
  const samples = module[`${provider}Samples`];
  if (typeof samples !== 'object' || samples === null || !('types' in samples) || !Array.isArray(samples.types))
    return [];
  return samples.types.filter((type) => typeof type === 'string');
}
