import { concat, exhaustMap, filter, map, takeUntil, timer } from 'rxjs';
import { durableSaga } from '../../functions/src/core/durable/durable-saga.ts';
import { days } from '../../functions/src/core/durable/durations.ts';
import { from, ofFact } from '../../functions/src/core/durable/fact-sources.ts';
import { IntegrationEvent } from '../../functions/src/core/event/integration-event.ts';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { Command } from '../../functions/src/core/logic/command.ts';

export class AcmeEvent extends IntegrationEvent {}

class Remind extends Command {
  static readonly type = 'Remind';
}

const acme = (type: string) =>
  from(
    AcmeEvent,
    filter(({ envelope }) => envelope.eventtype === type),
    ({ event }) => ({ key: isJsonObject(event) ? String(event['key']) : undefined, fact: {} }),
  );

/** Three reminders and a suspension, unless it is paid. */
export const dunning = durableSaga({ failed: acme('failed'), paid: acme('paid') }, (facts$, { clock }) =>
  facts$.pipe(
    ofFact('failed'),
    exhaustMap(() => concat(...[1, 2, 4, 3].map((count) => timer(days(count), clock))).pipe(map(() => new Remind()))),
    takeUntil(facts$.pipe(ofFact('paid'))),
  ),
);
