import { type AsOf, Command } from 'integration-service';
import { accountOf, asOf, type StripeEvent } from 'integration-service/stripe';

/** Carries an object, as an event describes it, from a saga to the handler that writes the record. */
export abstract class SnapshotCommand<Snapshot> extends Command {
  readonly snapshot: Snapshot;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  readonly asOf: AsOf;

  /**
   * @param rank Overrides the rank of the event's type if the use case knows better which of two is later: see `asOf`.
   */
  constructor(snapshot: Snapshot, event: StripeEvent, rank?: number) {
    super();
    this.snapshot = snapshot;
    this.account = accountOf(event.event) ?? null;
    this.asOf = asOf(event, rank);
  }
}
