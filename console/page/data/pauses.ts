import { apiPath } from './client.ts';
import type { PausedConsumers } from './contract.ts';
import { overview } from './overview.ts';
import { useResource, type Resource } from './resource.ts';

export const PAUSES = apiPath(['pauses']);

/** The command line may pause a consumer, too. A deployed project is asked less often: each time asks Google. */
const LOCAL_MS = 15_000;
const CLOUD_MS = 5 * 60_000;

/** The consumers that are paused, and all that can be. */
export function usePauses(): Resource<PausedConsumers> {
  const isKnown = overview.value?.features.pauses === true;
  return useResource<PausedConsumers>(isKnown ? PAUSES : undefined, {
    everyMs: overview.value?.mode === 'local' ? LOCAL_MS : CLOUD_MS,
  });
}
