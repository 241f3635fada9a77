import { concat, exhaustMap, map, of, takeUntil, timer } from 'rxjs';
import { durableSaga } from '../../functions/src/core/durable/durable-saga.ts';
import { days } from '../../functions/src/core/durable/durations.ts';
import { from, ofFact } from '../../functions/src/core/durable/fact-sources.ts';
import { Command, commandHandler, recordHandler } from '../../functions/src/core/logic/command.ts';
import type { RecordChanges } from '../../functions/src/core/logic/context.ts';
import { isStripeSnapshotOfType, StripeEvent } from '../../functions/src/integrations/stripe/event.ts';

/** Business logic over time as a user writes it. What was done is kept as a list, so that twice and out of order shows. */
export const overdue = durableSaga(
  {
    failed: from(StripeEvent, isStripeSnapshotOfType('invoice.payment_failed'), ({ event }) => ({
      key: event.data.object.id,
      fact: {},
    })),
    paid: from(StripeEvent, isStripeSnapshotOfType('invoice.paid'), ({ event }) => ({
      key: event.data.object.id,
      fact: {},
    })),
  },
  (facts$, { clock, key }) =>
    facts$.pipe(
      ofFact('failed'),
      exhaustMap(() =>
        concat(
          of(new Note(key, 'opened')),
          concat(timer(days(1), clock), timer(days(2), clock), timer(days(4), clock)).pipe(
            map((_, index) => new Remind(key, index + 1)),
          ),
          timer(days(3), clock).pipe(map(() => new Suspend(key))),
        ),
      ),
      takeUntil(facts$.pipe(ofFact('paid'))),
    ),
);

abstract class Deed extends Command {
  readonly id: string;
  constructor(id: string) {
    super();
    this.id = id;
  }
}

export class Note extends Deed {
  static readonly type = 'Note';
  readonly text: string;
  constructor(id: string, text: string) {
    super(id);
    this.text = text;
  }
}

export class Remind extends Deed {
  static readonly type = 'Remind';
  readonly number: number;
  constructor(id: string, number: number) {
    super(id);
    this.number = number;
  }
}

export class Suspend extends Deed {
  static readonly type = 'Suspend';
}

export const note = recordHandler(Note, ({ id, text }, records): undefined => {
  did(records, id, text);
});

/** It could reach outside, so it is claimed. */
export const remind = commandHandler(Remind, ({ id, number }, { records }) => did(records, id, `reminded ${number}`));

export const suspend = commandHandler(Suspend, ({ id }, { records }) => did(records, id, 'suspended'));

function did(records: RecordChanges, id: string, deed: string): void {
  records.update('deeds', id, (current) => {
    const deeds = current?.['deeds'];
    return { deeds: [...(Array.isArray(deeds) ? deeds : []), deed] };
  });
}
