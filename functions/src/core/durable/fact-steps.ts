import { PermanentError } from '../event/errors.ts';
import { messageOf } from '../event/error-text.ts';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { CommandFailure } from '../ledger/store.ts';
import { withFact } from './decision.ts';
import type { DurableSagaDefinition } from './durable-saga.ts';
import { InstanceChange } from './instance-change.ts';

/** The durable sagas of one consumer, by the names that the generator wrote out. */
export type DurableSagas = Readonly<Record<string, DurableSagaDefinition>>;

/** A fact that an event brings to an instance. */
export interface FactStep {
  readonly kind: 'fact';
  /** `<saga>/<fact>`: what the ledger keeps. */
  readonly name: string;
  readonly change: InstanceChange;
}

interface Facts {
  readonly steps: readonly FactStep[];
  readonly failures: readonly CommandFailure[];
  /** Facts that the event would be if it had a key, as `<saga>/<fact>`. */
  readonly keyless: readonly string[];
}

/** What one event brings to durable sagas. Sources that fail leave their neighbours alone. */
export function factsOf(event: IntegrationEvent, durable: DurableSagas): Facts {
  const steps: FactStep[] = [];
  const failures: CommandFailure[] = [];
  const keyless: string[] = [];
  const { source, id, receivedtime } = event.envelope;
  const origin = { from: JSON.stringify([source, id]), receivedAt: Date.parse(receivedtime) };
  for (const [saga, definition] of Object.entries(durable)) {
    for (const [fact, { take }] of Object.entries(definition.sources)) {
      const name = `${saga}/${fact}`;
      try {
        const taken = take(event);
        if (taken.status === 'keyless') keyless.push(name);
        if (taken.status !== 'kept') continue;
        const { key, fact: data } = taken;
        const change = InstanceChange.ofAny({ saga, key, definition }, (before, now) =>
          withFact(before, definition, { name: fact, data, ...origin }, now),
        );
        steps.push({ kind: 'fact', name, change });
      } catch (error) {
        failures.push({ command: name, message: messageOf(error), permanent: PermanentError.is(error) });
      }
    }
  }
  return { steps, failures, keyless };
}
