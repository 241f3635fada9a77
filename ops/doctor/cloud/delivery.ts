import { pauseSentence } from '../../../functions/src/core/inspect/pauses.ts';
import type { DeliveryBundle } from '../../delivery/bundle.ts';
import { inspectDelivery, type Listing } from '../../delivery/inspect.ts';
import type { GoogleRest } from '../../delivery/google/rest.ts';
import { applyCommandFor, droppedSentence, resumeCommandFor, sentenceOf } from '../../delivery/report.ts';
import type { World } from '../../delivery/world.ts';
import { deployCommand } from '../../firebase-cli.ts';
import { finding, ok, type Result } from '../result.ts';

/**
 * Compares topics, subscriptions, grants and the ledger's expiry with the delivery policy, and says what live
 * subscriptions have dropped because they were off it.
 */
export async function deliveryResults(
  bundle: DeliveryBundle,
  projectId: string,
  listing: Listing,
  rest: GoogleRest,
  world: Pick<World, 'endpoints' | 'now'>,
): Promise<readonly Result[]> {
  if (bundle.integrations.length === 0) return [];
  const place = { projectId, region: bundle.region, mode: 'check' } as const;
  const { changes, faults, dropped, paused } = await inspectDelivery(bundle, place, rest, world, listing);
  const apply = applyCommandFor(projectId);
  const deploy = deployCommand(bundle.codebase, projectId);
  const results = [
    ...changes.map((change) => finding(change.of, sentenceOf(change), apply)),
    // After the policy is applied: what is replayed would be dropped again.
    ...dropped.flatMap((one) => {
      if (one.replay === undefined) return [];
      return [finding(`events of ${one.recipient.functionId}`, droppedSentence(one), one.replay)];
    }),
    ...paused.map((pause) => {
      return finding(pause.consumer, pauseSentence(pause), resumeCommandFor(pause.consumer, projectId));
    }),
    ...faults.map(({ kind, sentence }) => finding('deployment', sentence, kind === 'failed' ? apply : deploy)),
  ];
  return results.length > 0 ? results : [ok('delivery policy', 'topics, subscriptions, grants and expiry as it says')];
}
