import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { compare, nameOf, type Moment } from './compare.ts';
import type { Desired } from './desired.ts';
import type { Change } from './differences.ts';
import type { Dropped } from './dropped-events.ts';
import { GoogleApiError } from './google/rest.ts';
import type { Fault } from './own-subscription.ts';
import type { PausedConsumer } from './pause.ts';
import { DeliveryFault, type DeliveryPorts } from './ports.ts';

/** `check` only looks; `apply` also fixes. */
export type Mode = 'check' | 'apply';

export interface Outcome {
  /** What differs, or what was changed. */
  readonly changes: readonly Change[];
  readonly faults: readonly Fault[];
  /** What live subscriptions have dropped because they were off the policy. */
  readonly dropped: readonly Dropped[];
  /** Consumers that are paused. Nothing lifts a pause but `resume`. */
  readonly paused: readonly PausedConsumer[];
}

/**
 * Compares a project with what is desired, one thing after the other, and fixes what differs. One thing that fails
 * does not hold up the others. What is as desired is not written.
 */
export async function applyDelivery(
  desired: readonly Desired[],
  ports: DeliveryPorts,
  mode: Mode,
  moment: Moment,
): Promise<Outcome> {
  const changes: Change[] = [];
  const faults: Fault[] = [];
  const lost: Dropped[] = [];
  const pauses: PausedConsumer[] = [];
  for (const wanted of desired) {
    try {
      const { differences, dropped, paused, mend } = await compare(wanted, ports, moment);
      if (dropped !== undefined) lost.push(dropped);
      if (paused !== undefined) pauses.push(paused);
      if (differences.length > 0 && mode === 'apply') await mend();
      const of = nameOf(wanted);
      changes.push(...differences.map((difference) => ({ of, ...difference })));
    } catch (error) {
      if (!(error instanceof GoogleApiError) && !(error instanceof DeliveryFault)) throw error;
      const kind = wanted.kind === 'hand-over' ? 'waiting' : 'failed';
      faults.push({ kind, sentence: `${nameOf(wanted)}: ${messageOf(error)}` });
    }
  }
  return { changes, faults, dropped: lost, paused: pauses };
}
