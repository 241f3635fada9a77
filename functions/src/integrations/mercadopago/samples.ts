import { valueAt } from '../../core/event/json-pointer.ts';
import { idIn, parseJson } from '../../core/event/json.ts';
import type { Samples } from '../../core/integration/samples.ts';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { MercadopagoEventType } from './event.ts';
import { mercadopago } from './index.ts';

const samples = samplesOf(mercadopago, {
  headers: () => ({ 'content-type': 'application/json', 'user-agent': 'MercadoPago WebHook v1.0 payment' }),
  answers: ({ type, data }) => {
    const id = type === 'payment' ? idIn(valueAt(data, '/id')) : undefined;
    return id === undefined ? {} : { [`GET /v1/payments/${encodeURIComponent(id)}`]: { ...PAYMENT, id } };
  },
  bodies: {
    'payment.created': (at) => about('payment', 'payment.created', `8204${digits(at)}`, at),
    'payment.updated': (at) => about('payment', 'payment.updated', `8204${digits(at)}`, at),
    'subscription_preapproval.updated': (at) => ({
      ...about('subscription_preapproval', 'updated', `2c93808490a${at.id}`, at),
      entity: 'preapproval',
      version: 3,
    }),
    'subscription_authorized_payment.created': (at) => ({
      ...about('subscription_authorized_payment', 'created', `6114${digits(at)}`, at),
      entity: 'authorized_payment',
    }),
    'order.processed': (at) => ({
      ...about('order', 'order.processed', `ord01k${at.id.toLowerCase()}`, at),
      data: {
        id: `ord01k${at.id.toLowerCase()}`,
        status: 'processed',
        total_amount: '49.00',
        external_reference: `order-${at.id}`,
      },
    }),
    'topic_claims_integration_wh.created': (at) =>
      about('topic_claims_integration_wh', 'created', `5301${digits(at)}`, at),
  } satisfies { readonly [Type in MercadopagoEventType]?: (at: SampleAt) => object },
});

/** A payment as Mercado Pago's API has it. */
const PAYMENT = {
  status: 'approved',
  status_detail: 'accredited',
  transaction_amount: 49,
  transaction_amount_refunded: 0,
  currency_id: 'BRL',
  external_reference: 'order-1001',
  metadata: { user_id: 'user-1' },
  payer: { id: '1163250' },
  payment_method_id: 'pix',
  collector_id: 724484980,
  live_mode: true,
  date_created: '2026-11-23T07:59:00.000-04:00',
};

/** Realistic Mercado Pago notifications. Each request names its object in the query, which is signed. */
export const mercadopagoSamples: Samples = {
  ...samples,

  request(delivery) {
    const body = parseJson(Buffer.from(delivery.body).toString());
    const id = idIn(valueAt(body, '/data/id'));
    if (id === undefined) return samples.request(delivery);
    const query = new URLSearchParams({ 'data.id': id, type: idIn(valueAt(body, '/type')) ?? 'payment' });
    return samples.request({ ...delivery, url: `${delivery.url}?${query.toString()}` });
  },
};

function about(type: string, action: string, id: string, at: SampleAt): object {
  return {
    id: Number(`119${digits(at)}`),
    live_mode: true,
    type,
    date_created: at.now.toISOString(),
    user_id: 724484980,
    api_version: 'v1',
    action,
    data: { id },
  };
}

/** Ids are numbers, and differ from sample to sample. */
function digits({ id }: SampleAt): string {
  return Array.from(id, (letter) => letter.charCodeAt(0) % 10)
    .join('')
    .slice(-9);
}
