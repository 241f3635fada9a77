import { existsSync } from 'node:fs';
import { map } from 'rxjs';
import { Command, commandHandler } from '../../functions/src/core/logic/command.ts';
import { isOfType, saga } from '../../functions/src/core/logic/saga.ts';
import { isStripeEventOfType, StripeEvent } from '../../functions/src/integrations/stripe/event.ts';

/** Business logic as a user writes it, which the browser tests put among the shipped one. A file makes it fail. */
export const stopShipping = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('customer.subscription.deleted'),
    map(({ event }) => new TellWarehouse(event.data.object.id)),
  ),
);

export class TellWarehouse extends Command {
  static readonly type = 'TellWarehouse';
  readonly subscription: string;

  constructor(subscription: string) {
    super();
    this.subscription = subscription;
  }
}

export const tellWarehouse = commandHandler(TellWarehouse, ({ subscription }, { records }) => {
  if (existsSync(`${process.env['FAULT_FLAGS']}/warehouse-closed`)) throw new Error('The warehouse is closed.');
  records.update('warehouseNotes', subscription, (current) => ({ told: Number(current?.['told'] ?? 0) + 1 }));
});
