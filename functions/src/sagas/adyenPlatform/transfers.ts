import { mergeMap } from 'rxjs';
import {
  type AsOf,
  asOfEvent,
  Command,
  idIn,
  isJsonObject,
  isOfType,
  newest,
  recordHandler,
  saga,
} from 'integration-service';
import { AdyenPlatformEvent, isAdyenPlatformEventOfType } from 'integration-service/adyenPlatform';
import { amountOf } from '../adyen/amounts.ts';
import { textIn, textOrNull } from '../shared/fields.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { utcOf } from '../shared/times.ts';

/** A transfer, in `transfers/adyenPlatform:{its id}`. Times are in RFC 3339. */
export type TransferRecord = {
  readonly provider: 'adyenPlatform';
  readonly id: string;
  /** The balance platform. */
  readonly account: string | null;
  /** Adyen's own term: `authorised`, `booked`, `failed`, … */
  readonly status: string;
  readonly direction: string | null;
  readonly category: string | null;
  /** In ISO 4217 minor units. */
  readonly amount: number | null;
  /** ISO 4217. */
  readonly currency: string | null;
  readonly accountHolder: string | null;
  readonly balanceAccount: string | null;
  /** Your own reference. */
  readonly reference: string | null;
  /** Why it failed, or `approved`. */
  readonly reason: string | null;
  readonly createdAt: string | null;
};

/** Keeps `transfers` up to date with Adyen. */
export const transfers = saga((events$) =>
  events$.pipe(
    isOfType(AdyenPlatformEvent),
    isAdyenPlatformEventOfType('balancePlatform.transfer.created', 'balancePlatform.transfer.updated'),
    mergeMap((event) => {
      const { data } = event.event;
      const id = idIn(data.id);
      if (id === undefined) return [];
      const { sequenceNumber } = data;
      const asOf = asOfEvent(event, Number.isSafeInteger(sequenceNumber) ? (sequenceNumber ?? 0) : 0);
      const transfer = {
        provider: 'adyenPlatform',
        id,
        account: textOrNull(data.balancePlatform),
        status: textIn(data.status),
        direction: textOrNull(data.direction),
        category: textOrNull(data.category),
        amount: amountOf(isJsonObject(data.amount) ? data.amount : null),
        currency: textOrNull(data.amount?.currency),
        accountHolder: textOrNull(data.accountHolder?.id),
        balanceAccount: textOrNull(data.balanceAccount?.id),
        reference: textOrNull(data.reference),
        reason: textOrNull(data.reason),
        createdAt: utcOf(data.creationDate),
      } as const;
      // The number tells which of two is newer; the creation is the same for all events of a transfer.
      return [new SyncTransfer(transfer, { ...asOf, time: transfer.createdAt ?? asOf.time })];
    }),
  ),
);

export class SyncTransfer extends Command {
  static readonly type = 'SyncTransfer';
  readonly transfer: TransferRecord;
  readonly asOf: AsOf;

  constructor(transfer: TransferRecord, asOf: AsOf) {
    super();
    this.transfer = transfer;
    this.asOf = asOf;
  }
}

export const syncTransfer = recordHandler(SyncTransfer, ({ transfer, asOf }, records) => {
  const change = newest(asOf, () => transfer);
  records.update('transfers', recordIdOf('adyenPlatform', transfer.id), change);
});
