import type { DeliveryBundle } from './bundle.ts';
import type { DeployedFunction } from './google/deployed-functions.ts';

/** A consumer that a deploy would delete, and how many messages wait for it; undefined where that is not known. */
export interface Leaving {
  readonly functionName: string;
  readonly region: string;
  readonly backlog: number | undefined;
}

/**
 * The deployed functions with a subscription that the configured bundle no longer has, in this place. Deleting
 * one deletes its subscription and whatever waits in it. Pure.
 */
export function leavingFunctions(
  deployed: readonly DeployedFunction[],
  { region, integrations }: DeliveryBundle,
): readonly (DeployedFunction & { readonly trigger: string })[] {
  const staying = new Set(
    integrations.flatMap(({ deadLetters, consumers }) =>
      [deadLetters, ...consumers].map((name) => placed(region, name)),
    ),
  );
  return deployed.flatMap(({ name, trigger }) => {
    const { functionName, region: at } = placeOf(name);
    return trigger === undefined || staying.has(placed(at, functionName)) ? [] : [{ name, trigger }];
  });
}

/** A function's short name and region. @param name `projects/<project>/locations/<region>/functions/<name>` */
export function placeOf(name: string): { readonly functionName: string; readonly region: string } {
  const [, , , region = '', , functionName = ''] = name.split('/');
  return { functionName, region };
}

function placed(region: string, functionName: string): string {
  return `${region}/${functionName}`;
}

/** A sentence where nothing is on any more: most likely the dotenv file of the project is missing. Pure. */
export function emptiness(deployed: number, { integrations }: DeliveryBundle): readonly string[] {
  if (integrations.length > 0 || deployed === 0) return [];
  return [
    `No integration is on, so that all ${deployed} functions would be deleted: is functions/.env.<project> there, with their secrets' names?`,
  ];
}

/** One sentence for each function that must not go yet. Pure. */
export function objections(leaving: readonly Leaving[]): readonly string[] {
  return leaving.flatMap(({ functionName, region, backlog }) => {
    if (backlog === 0) return [];
    const waiting =
      backlog === undefined
        ? 'nobody knows how many events wait for it'
        : `${backlog === 1 ? '1 event waits' : `${backlog} events wait`} for it`;
    return [`${functionName} (${region}) would be deleted, and ${waiting}: they would be lost with its subscription.`];
  });
}
