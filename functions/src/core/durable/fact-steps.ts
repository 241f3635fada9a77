import { PermanentError } from '../event/errors.ts';
import { messageOf } from '../event/error-text.ts';
import type { CommandFailure } from '../ledger/store.ts';
import { withFact } from './decision.ts';
import type { DurableSagaDefinition } from './definition.ts';
import type { FactStep } from './fact-step.ts';
import { InstanceChange } from './instance-change.ts';

/** The facts that an event brings to a durable saga. A source that fails leaves its neighbours alone. */
export const factsIn: DurableSagaDefinition['factsIn'] = (event, saga, definition) => {
  const steps: FactStep[] = [];
  const failures: CommandFailure[] = [];
  const keyless: string[] = [];
  const { source, id, receivedtime } = event.envelope;
  const origin = { from: JSON.stringify([source, id]), receivedAt: Date.parse(receivedtime) };
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
  return { steps, failures, keyless };
};
