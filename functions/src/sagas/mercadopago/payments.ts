import { mergeMap } from 'rxjs';
import {
  type AsOf,
  asOfEvent,
  Command,
  idIn,
  type IntegrationEvent,
  isOfType,
  recordHandler,
  saga,
} from 'integration-service';
import { isMercadopagoEventOfType, MercadopagoEvent } from 'integration-service/mercadopago';
import { mercadopagoApi } from 'integration-service/mercadopago/client';
import { idOrNull, objectIn, textIn, textOrNull } from '../shared/fields.ts';
import { currencyIn, minorUnits } from '../shared/money.ts';
import { keepPayment, type Payment, paymentOf, type PaymentStatus } from '../shared/payments.ts';
import { utcOf } from '../shared/times.ts';

/** Asks Mercado Pago for a payment that changed. */
export class SyncPayment extends Command {
  static readonly type = 'SyncPayment';
  readonly payment: string;
  readonly event: AsOf;

  constructor(payment: string, event: IntegrationEvent) {
    super();
    this.payment = payment;
    this.event = asOfEvent(event);
  }
}

/**
 * Keeps `payments` up to date with Mercado Pago. A notification says that a payment has changed, and not how, so the payment
 * is fetched, which needs `MERCADOPAGO_API_KEY`.
 */
export const payments = saga((events$) =>
  events$.pipe(
    isOfType(MercadopagoEvent),
    isMercadopagoEventOfType('payment.created', 'payment.updated'),
    mergeMap((event) => {
      // The id that is signed.
      const id = idIn(event.envelope.subject);
      return id === undefined ? [] : [new SyncPayment(id, event)];
    }),
  ),
);

export const syncPayment = recordHandler(SyncPayment, keepPayment, {
  atHand: () => undefined,
  fetch: async ({ payment: id, event }, context) => {
    const api = await context.use(mercadopagoApi);
    const payment = await api.get(`/v1/payments/${encodeURIComponent(id)}`, context.signal);
    if (payment === undefined || idIn(payment['id']) !== id) {
      context.log.warn('Mercado Pago does not have the payment of a notification', { payment: id });
      return undefined;
    }
    const time = utcOf(payment['date_last_updated']) ?? event.time;
    return { payment: paymentIn(id, payment), asOf: { ...event, time } };
  },
});

/** What Mercado Pago's status means; another is one that it has introduced since. */
const STATUSES: ReadonlyMap<string, PaymentStatus> = new Map([
  ['approved', 'paid'],
  ['authorized', 'authorized'],
  ['rejected', 'failed'],
  ['cancelled', 'canceled'],
  ['refunded', 'refunded'],
  ['in_mediation', 'disputed'],
  ['charged_back', 'disputed'],
]);

function paymentIn(id: string, payment: Readonly<Record<string, unknown>>): Payment {
  const currency = textIn(payment['currency_id']);
  const amountRefunded = amountIn(payment['transaction_amount_refunded'], currency);
  const status = STATUSES.get(textIn(payment['status'])) ?? 'pending';
  const isPartial = status === 'paid' && amountRefunded !== null && amountRefunded > 0;
  return paymentOf({
    provider: 'mercadopago',
    id,
    account: idOrNull(payment['collector_id']),
    status: isPartial ? 'partially_refunded' : status,
    providerStatus: textIn(payment['status']),
    amount: amountIn(payment['transaction_amount'], currency),
    amountRefunded,
    currency: currencyIn(currency),
    customer: idOrNull(objectIn(payment['payer'])['id']),
    orderId: idOrNull(payment['external_reference']),
    userId: idOrNull(objectIn(payment['metadata'])['user_id']),
    method: textOrNull(payment['payment_method_id']),
    failureCode: status === 'failed' ? textOrNull(payment['status_detail']) : null,
    livemode: typeof payment['live_mode'] === 'boolean' ? payment['live_mode'] : null,
    createdAt: utcOf(payment['date_created']),
  });
}

function amountIn(field: unknown, currency: string): number | null {
  return typeof field === 'number' || typeof field === 'string' ? minorUnits(field, currency) : null;
}
