import { existsSync } from 'node:fs';
import { mergeMap } from 'rxjs';
import { PermanentError } from '../../functions/src/core/event/errors.ts';
import { Command, commandHandler } from '../../functions/src/core/logic/command.ts';
import type { Context } from '../../functions/src/core/logic/context.ts';
import { isOfType, saga } from '../../functions/src/core/logic/saga.ts';
import { isStripeEventOfType, objectIdOf, StripeEvent } from '../../functions/src/integrations/stripe/event.ts';

/**
 * Business logic as a user writes it, which the fault tests put among the shipped one: three commands that
 * count in a record. Files make the second one fail, for now or for good, or the third one wait.
 */
export const threeSteps = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('product.created'),
    mergeMap((event) => {
      const id = objectIdOf(event);
      return [new First(id), new Second(id), new Third(id)];
    }),
  ),
);

abstract class Step extends Command {
  readonly id: string;
  constructor(id: string) {
    super();
    this.id = id;
  }
}

export class First extends Step {
  static readonly type = 'First';
}

export class Second extends Step {
  static readonly type = 'Second';
}

export class Third extends Step {
  static readonly type = 'Third';
}

export const first = commandHandler(First, (command, context) => count(command, context, 'first'));

export const second = commandHandler(Second, (command, context) => {
  if (isSet(`fail-${command.id}`)) throw new Error('It fails for now.');
  if (isSet(`permanent-${command.id}`)) throw new PermanentError('It fails for good.');
  count(command, context, 'second');
});

export const third = commandHandler(Third, async (command, context) => {
  count(command, context, 'third');
  while (isSet(`hold-${command.id}`)) await new Promise((resolve) => setTimeout(resolve, 20));
});

function count({ id }: Step, { records }: Context, step: string): void {
  records.update('steps', id, (current) => ({ ...current, [step]: Number(current?.[step] ?? 0) + 1 }));
}

function isSet(flag: string): boolean {
  return existsSync(`${process.env['FAULT_FLAGS']}/${flag}`);
}
