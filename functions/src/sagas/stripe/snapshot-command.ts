import { type AsOf, Command } from 'integration-service';
import { accountOf, asOf, type StripeEvent } from 'integration-service/stripe';

/** Carries an object, as an event shows it, from a saga to the handler that keeps it in a record. */
export abstract class SnapshotCommand<Snapshot> extends Command {
  readonly snapshot: Snapshot;
  /** The connected account it belongs to; null for one's own. */
  readonly account: string | null;
  readonly asOf: AsOf;

  /** @param rank Where the use case can tell better than the event's type which of two is the later: see `asOf`. */
  constructor(snapshot: Snapshot, event: StripeEvent, rank?: number) {
    super();
    this.snapshot = snapshot;
    this.account = accountOf(event.event) ?? null;
    this.asOf = asOf(event, rank);
  }
}
