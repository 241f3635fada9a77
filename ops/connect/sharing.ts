import { ApiRefusal } from '../../functions/src/core/logic/api-request.ts';
import { placesToList } from '../../functions/src/core/registration/places-to-list.ts';
import type { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { Registered, Registrar, Registration } from '../../functions/src/core/registration/registrar.ts';
import { isSameUrl } from '../../functions/src/core/registration/same-url.ts';

/** A webhook, and what registers it. */
export interface Sharing {
  readonly registrar: Registrar;
  readonly registered: Registered;
}

/** Webhooks of ours in one way and place. */
interface Owner {
  readonly registration: Pick<Registration, 'ways'>;
  readonly registrar: Registrar;
  readonly url: string;
  readonly at: string | undefined;
  /** Those that are known already. */
  readonly ours: readonly Registered[];
  readonly api: RegistrationApi;
}

/**
 * Ours, and every other webhook with its URL in the places that the key may manage, if we choose their secret. The receiver has
 * one for all of them, and accepts the newest two: one that was left out would be refused after the next rotation.
 */
export async function sharing(owner: Owner): Promise<readonly Sharing[]> {
  const { registrar, ours } = owner;
  const others = await otherWebhooks(owner, isGivenOurs);
  return [...ours.map((registered) => ({ registrar, registered })), ...others];
}

/**
 * Whether others with our URL sign with their own secrets. Then each of those has to stay accepted whatever is added, and
 * more than the newest two versions can hold one by one.
 */
export async function othersHaveSecrets(owner: Owner): Promise<boolean> {
  if (!hasOwnSecret(owner.registrar)) return false;
  return (await otherWebhooks(owner, hasOwnSecret)).length > 0;
}

function isGivenOurs(way: Registrar): boolean {
  return way.capabilities.secret.from === 'us' && way.rotate !== undefined;
}

/** Whether the provider makes a secret for each webhook. */
function hasOwnSecret({ capabilities: { secret } }: Registrar): boolean {
  return secret.from === 'created' || secret.from === 'handshake' || secret.from === 'read';
}

/** Those of some ways that have our URL, in all places that the key may manage. */
async function otherWebhooks(
  { registration, registrar, url, at: place, ours, api }: Owner,
  isMeant: (way: Registrar) => boolean,
): Promise<readonly Sharing[]> {
  const found: Sharing[] = [];
  for (const way of registration.ways.filter(isMeant)) {
    for (const at of await placesToList(way, api, way === registrar ? place : undefined)) {
      for (const registered of await listed(way, at, api)) {
        const isOurs = way === registrar && ours.some((one) => isOne(one, registered));
        const isFound = found.some((one) => one.registrar === way && isOne(one.registered, registered));
        if (isSameUrl(registered.url, url) && !isOurs && !isFound) found.push({ registrar: way, registered });
      }
    }
  }
  return found;
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
