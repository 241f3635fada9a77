import { joinedKey, splitKey } from '../event/account.ts';
import { PermanentError } from '../event/errors.ts';
import { failureOf } from '../ledger/failure.ts';
import type { CommandFailure } from '../ledger/store.ts';
import type { Context } from '../logic/context.ts';
import { withFact } from './decision.ts';
import type { DurableSagaDefinition } from './definition.ts';
import { factSkipped } from './fact-skipped.ts';
import type { Told } from './fact-sources.ts';
import type { FactStep, LackingFactStep } from './fact-step.ts';
import { InstanceChange } from './instance-change.ts';

/** The facts that an event brings to a durable saga. A source that fails leaves its neighbours alone. */
export const factsIn: DurableSagaDefinition['factsIn'] = (event, saga, definition) => {
  const steps: (FactStep | LackingFactStep)[] = [];
  const failures: CommandFailure[] = [];
  const keyless: string[] = [];
  const { source, id, receivedtime, provider, account } = event.envelope;
  const origin = { from: JSON.stringify([source, id]), receivedAt: Date.parse(receivedtime) };
  const stepOf = (name: string, fact: string, { key: own, fact: data }: KeptFact): FactStep => {
    const key = keyOf({ key: own, provider, account });
    const change = InstanceChange.ofAny({ saga, key, definition }, (before, now) =>
      withFact(before, definition, { name: fact, data, ...origin }, now),
    );
    return { kind: 'fact', name, change };
  };
  for (const [fact, { take }] of Object.entries(definition.sources)) {
    const name = `${saga}/${fact}`;
    try {
      const taken = take(event);
      if (taken.status === 'keyless') keyless.push(name);
      if (taken.status === 'kept') steps.push(stepOf(name, fact, taken));
      if (taken.status === 'lacking') {
        const { complete } = taken;
        steps.push(lackingFact(name, event.envelope.provider, complete, (told) => stepOf(name, fact, told)));
      }
    } catch (error) {
      failures.push(failureOf(name, error));
    }
  }
  return { steps, failures, keyless };
};

/**
 * The key of the instance: equal keys of two accounts are two instances.
 * @throws {PermanentError} for a key that would be taken for that of an account.
 */
function keyOf(parts: Parameters<typeof joinedKey>[0]): string {
  if (parts.account === undefined && splitKey(parts.key).account !== undefined) {
    throw new PermanentError('The key of a durable saga ends as those of accounts do; use a digest of it.');
  }
  return joinedKey(parts);
}

type KeptFact = Extract<Told<unknown>, { readonly status: 'kept' }>;

function lackingFact(
  name: string,
  provider: string,
  tell: (context: Context) => Promise<Told<unknown>>,
  stepOf: (told: KeptFact) => FactStep,
): LackingFactStep {
  let fact: FactStep | undefined;
  return {
    kind: 'lacking fact',
    name,
    get change() {
      return fact?.change;
    },
    async complete(context) {
      const told = await tell(context);
      if (told.status === 'keyless') context.log.info(...factSkipped(provider, name));
      fact = told.status === 'kept' ? stepOf(told) : undefined;
      return fact;
    },
  };
}
