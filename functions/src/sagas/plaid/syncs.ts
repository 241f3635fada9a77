import { map } from 'rxjs';
import { asOfEvent, type AsOf, Command, isOfType, newest, recordHandler, saga } from 'integration-service';
import { isPlaidEventOfType, PlaidEvent } from 'integration-service/plaid';
import { recordIdOf } from '../shared/record-id.ts';

/** Keeps `transactionSyncs` up to date: for which connections there are transactions to fetch, and since when. */
export const transactionSyncs = saga((events$) =>
  events$.pipe(
    isOfType(PlaidEvent),
    isPlaidEventOfType('TRANSACTIONS.SYNC_UPDATES_AVAILABLE'),
    map((event) => {
      const { item_id: item, initial_update_complete: initial, historical_update_complete: historical } = event.event;
      const sync = {
        item,
        updatesSince: event.envelope.time,
        initialComplete: initial === true,
        historicalComplete: historical === true,
      };
      return new NoteUpdates(sync, asOfEvent(event));
    }),
  ),
);

/** New transactions of a connection, in `transactionSyncs/plaid:{item}`. Fetch them by `/transactions/sync`. */
export interface TransactionSyncRecord {
  readonly item: string;
  /** When Plaid last said so, in RFC 3339. */
  readonly updatesSince: string;
  /** Whether the last 30 days have been loaded. */
  readonly initialComplete: boolean;
  /** Whether everything has been loaded. */
  readonly historicalComplete: boolean;
}

export class NoteUpdates extends Command {
  static readonly type = 'NoteTransactionUpdates';
  readonly sync: TransactionSyncRecord;
  readonly asOf: AsOf;

  constructor(sync: TransactionSyncRecord, asOf: AsOf) {
    super();
    this.sync = sync;
    this.asOf = asOf;
  }
}

export const noteUpdates = recordHandler(NoteUpdates, ({ sync, asOf }, records) => {
  const change = newest(asOf, () => ({ ...sync }) satisfies TransactionSyncRecord);
  records.update('transactionSyncs', recordIdOf('plaid', sync.item), change);
});
