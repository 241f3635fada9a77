import { type AsOf, asOfEvent, Command, timeOf } from 'integration-service';
import type { SquareEvent } from 'integration-service/square';
import { textOrNull } from '../shared/fields.ts';

interface Versioned {
  readonly status?: string | null;
  readonly updated_at?: string | null;
}

/** Carries an object, as an event describes it, from a saga to the handler that writes the record. */
export abstract class ObjectCommand<Item extends Versioned> extends Command {
  readonly object: Item;
  /** The seller. */
  readonly account: string | null;
  readonly asOf: AsOf;

  /** @param ranks Decide which of two states within one millisecond is the later one. */
  constructor(object: Item, event: SquareEvent, ranks: Readonly<Record<string, number>>) {
    super();
    this.object = object;
    this.account = textOrNull(event.event.merchant_id);
    this.asOf = asOfObject(event, object, ranks);
  }
}

/**
 * The moment of the object that an event shows. Events of one object are created at about the same time and overtake each
 * other, so `updated_at` tells which of two is newer, and in one millisecond the rank of the status.
 */
function asOfObject(
  event: SquareEvent,
  { status, updated_at: updated }: Versioned,
  ranks: Readonly<Record<string, number>>,
): AsOf {
  const rank = typeof status === 'string' && Object.hasOwn(ranks, status) ? (ranks[status] ?? 0) : 0;
  const asOf = asOfEvent(event, rank);
  const time = timeOf(updated);
  return time === undefined ? asOf : { ...asOf, time: time.toISOString() };
}
