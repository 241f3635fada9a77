import type { MovableClock, ProviderFacts, SagaPorts } from '../../console/ports.ts';
import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import { scoped, scopedTopic } from '../../functions/src/core/config/scope.ts';
import type { DurableEntry } from '../../functions/src/core/inspect/catalog.ts';
import { deployedSagaGroup } from '../../functions/src/core/inspect/saga-group.ts';
import { sagaTimeOf, type Ports } from '../../functions/src/core/ports.ts';

interface Bundle {
  readonly config: Pick<BundleConfig, 'scope'>;
  readonly sagas: Readonly<Record<string, DurableEntry>>;
  /** The integrations that are on. */
  readonly on: readonly Pick<ProviderFacts, 'provider'>[];
}

/**
 * What the console has to know of durable sagas; undefined if none is on.
 * @param clock Where their time can be moved.
 */
export function sagaPorts(
  { config: { scope }, sagas, on }: Bundle,
  ports: Pick<Ports, 'store' | 'clock' | 'sagaTime'>,
  clock?: MovableClock,
): SagaPorts | undefined {
  const group = deployedSagaGroup(sagas, on);
  if (group === undefined) return undefined;
  return {
    sagas,
    group: {
      topic: scopedTopic(scope, group.topic),
      deadLetterTopic: scopedTopic(scope, group.deadLetterTopic),
      consumer: scoped(scope.own, group.consumer),
      deadLetters: scoped(scope.own, group.deadLetters),
      wake: scoped(scope.own, group.wake),
    },
    store: ports.store,
    now: () => sagaTimeOf(ports)(ports.clock.now()),
    ...(clock !== undefined && { clock }),
  };
}
