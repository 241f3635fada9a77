import { ApiRefusal } from '../../functions/src/core/logic/api-request.ts';
import type { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { Registered, Registrar, Registration } from '../../functions/src/core/registration/registrar.ts';
import { isSameUrl } from '../../functions/src/core/registration/same-url.ts';

/** A webhook, and what registers it. */
export interface Sharing {
  readonly registrar: Registrar;
  readonly registered: Registered;
}

interface Owner {
  readonly registration: Registration;
  readonly registrar: Registrar;
  readonly ours: Registered;
  readonly api: RegistrationApi;
}

/**
 * Ours, and every other webhook with its URL in the places that the key may manage. The receiver has one secret for all of
 * them, and accepts the newest two: one that was left out would be refused after the next rotation.
 */
export async function sharing({ registration, registrar, ours, api }: Owner): Promise<readonly Sharing[]> {
  const found: Sharing[] = [{ registrar, registered: ours }];
  for (const way of registration.ways) {
    if (way.capabilities.secret.from !== 'us' || way.rotate === undefined) continue;
    for (const at of await placesOf(way, way === registrar ? ours.at : undefined, api)) {
      for (const registered of await listed(way, at, api)) {
        const isKnown = found.some((one) => one.registrar === way && isOne(one.registered, registered));
        if (isSameUrl(registered.url, ours.url) && !isKnown) found.push({ registrar: way, registered });
      }
    }
  }
  return found;
}

async function placesOf(
  { places }: Registrar,
  at: string | undefined,
  api: RegistrationApi,
): Promise<readonly (string | undefined)[]> {
  if (places === undefined) return [undefined];
  const known = (await places.discover?.(api)) ?? [];
  return [...new Set([...(at === undefined ? [] : [at]), ...known])];
}

/** What a key may not see, nobody connected with it. */
async function listed(way: Registrar, at: string | undefined, api: RegistrationApi): Promise<readonly Registered[]> {
  try {
    return await way.list(api, at);
  } catch (error) {
    if (error instanceof ApiRefusal && (error.status === 403 || error.status === 404)) return [];
    throw error;
  }
}

function isOne(one: Registered, other: Registered): boolean {
  return one.id === other.id && one.at === other.at;
}
