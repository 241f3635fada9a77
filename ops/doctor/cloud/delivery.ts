import type { DeliveryBundle } from '../../delivery/bundle.ts';
import { inspectDelivery } from '../../delivery/inspect.ts';
import type { GoogleRest } from '../../delivery/google/rest.ts';
import type { World } from '../../delivery/world.ts';
import { finding, ok, type Result } from '../result.ts';

/** Compares topics, subscriptions, grants and the ledger's expiry with the delivery policy. */
export async function deliveryResults(
  bundle: DeliveryBundle,
  projectId: string,
  rest: GoogleRest,
  world: Pick<World, 'endpoints'>,
): Promise<readonly Result[]> {
  if (bundle.integrations.length === 0) return [];
  const facts = { projectId, region: bundle.region, mode: 'check' } as const;
  const { changes, faults } = await inspectDelivery(bundle, facts, rest, world);
  const apply = `npm run delivery:apply -- --project ${projectId}`;
  const deploy = `npx firebase-tools deploy --only functions:integration-service --project ${projectId} --force`;
  const results = [
    ...changes.map(({ of, setting, before, after }) => finding(of, `${setting} is ${before}, not ${after}.`, apply)),
    ...faults.map(({ kind, sentence }) => finding('deployment', sentence, kind === 'undeployed' ? deploy : apply)),
  ];
  return results.length > 0 ? results : [ok('delivery policy', 'topics, subscriptions, grants and expiry as it says')];
}
