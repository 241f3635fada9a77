import type { RegistrationApi } from './registration-api.ts';
import type { Registrar } from './registrar.ts';

/**
 * The places whose webhooks have to be listed one by one; one that is undefined stands for all.
 * @param at One that is known already.
 */
export async function placesToList(
  { places }: Registrar,
  api: RegistrationApi,
  at?: string,
): Promise<readonly (string | undefined)[]> {
  if (places === undefined || places.listsAll === true) return [undefined];
  const known = (await places.discover?.(api)) ?? [];
  return [...new Set([...(at === undefined ? [] : [at]), ...known])];
}
