import { valueAt } from '../event/json-pointer.ts';
import { IntegrationError } from '../event/errors.ts';
import { titleOf } from '../event/names.ts';
import { objectsAt, textAt } from '../recover/answers.ts';
import type { RegistrationApi } from './registration-api.ts';

/** The address of a provider's GraphQL API, and what authenticates a request. */
export interface GraphqlPlace {
  readonly provider: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is asked of it. */
export interface GraphqlCall {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Reads. @returns the data. @throws {IntegrationError} `bad-config` if the provider refuses it, which it answers with 200. */
export async function askGraphql(
  { provider, url, headers }: GraphqlPlace,
  body: GraphqlCall,
  api: RegistrationApi,
): Promise<unknown> {
  const { json } = await api.ask(url, { headers, body });
  return dataIn(json, provider, api);
}

/** Changes something: it is not repeated if it may have been done. @throws {IntegrationError} as {@link askGraphql}. */
export async function changeByGraphql(
  { provider, url, headers }: GraphqlPlace,
  body: GraphqlCall,
  api: RegistrationApi,
): Promise<unknown> {
  const { json } = await api.change(url, { method: 'POST', headers, body });
  return dataIn(json, provider, api);
}

function dataIn(json: unknown, provider: string, api: RegistrationApi): unknown {
  requireNoFaults(json, '/errors', provider, api);
  return valueAt(json, '/data');
}

/** @throws {IntegrationError} `bad-config` with the provider's words if an answer lists faults at a place. */
export function requireNoFaults(json: unknown, pointer: string, provider: string, api: RegistrationApi): void {
  const [fault] = objectsAt(json, pointer);
  if (fault === undefined) return;
  const said = api.withoutSecrets(textAt(fault, '/message') ?? 'no reason');
  throw new IntegrationError(provider, 'bad-config', `${titleOf(provider)} refuses this: ${said}`);
}
