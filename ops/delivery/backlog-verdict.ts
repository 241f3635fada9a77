import type { DeliveryBundle } from './bundle.ts';
import { deployedId } from './installations.ts';
import { entryPointOf, type DeployedFunction, type Deployment } from './google/deployed-functions.ts';
import { functionsOf } from './resolve.ts';

/** A consumer that a deploy would delete, and how many messages wait for it; undefined if that is not known. */
export interface Leaving extends Pick<DeployedFunction, 'id' | 'region'> {
  readonly backlog: number | undefined;
}

/** A deployed function that a topic triggers. */
export type Triggered = DeployedFunction & { readonly trigger: string };

/**
 * The deployed functions with a subscription that the configured bundle no longer has, in this place. Deleting one
 * deletes its subscription and whatever waits in it. Pure.
 */
export function leavingFunctions(
  { functions }: Pick<Deployment, 'functions'>,
  bundle: Pick<DeliveryBundle, 'region' | 'prefix' | 'integrations'>,
): readonly Triggered[] {
  const staying = new Map(functionsOf(bundle).map((name) => [entryPointOf(name), deployedId(name, bundle)]));
  return functions.flatMap((deployed) => {
    const { trigger, entryPoint, id, region } = deployed;
    // If the prefix has changed, the Firebase CLI creates another function and deletes this one.
    const stays = region === bundle.region && staying.get(entryPoint) === id;
    return trigger === undefined || stays ? [] : [{ ...deployed, trigger }];
  });
}

/** A sentence if nothing is on any more: most likely the dotenv file of the project is missing. Pure. */
export function emptiness(deployed: number, { integrations }: Pick<DeliveryBundle, 'integrations'>): readonly string[] {
  if (integrations.length > 0 || deployed === 0) return [];
  return [
    `No integration is enabled, so this would delete all ${deployed} functions. Is functions/.env.<project> there, with the names of the secrets?`,
  ];
}

/** One sentence for each function that must not go yet. Pure. */
export function objections(leaving: readonly Leaving[]): readonly string[] {
  return leaving.flatMap(({ id, region, backlog }) => {
    if (backlog === 0) return [];
    const waiting =
      backlog === undefined
        ? 'nobody knows how many events wait for it'
        : `${backlog === 1 ? '1 event waits' : `${backlog} events wait`} for it`;
    return [`${id} (${region}) would be deleted, and ${waiting}: they would be lost with its subscription.`];
  });
}
