import { generateKeyPairSync } from 'node:crypto';
import { isJsonObject, isText } from '../../core/event/json.ts';
import { AUTHORITY, makeCertificate } from '../../core/integration/local-certificate.ts';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { ApiAnswers, SampleSecret, Samples } from '../../core/integration/samples.ts';
import type { Capture, Dispute, PaypalEventType, Refund, Subscription } from './event.ts';
import { paypal } from './index.ts';
import type { SigningKey } from './scheme.ts';
import { locallyTrusted } from './webhook.ts';

const API = 'https://api.paypal.com';
const WEBHOOK_ID = '5GP028458E2496506';

/** Realistic PayPal events of one small shop, signed by a certificate that is made with the secret and is trusted by it alone. */
export const paypalSamples: Samples = {
  ...samplesOf(paypal, {
    around: (type, { resource, ...others }: { resource?: object }, { id, now }) => ({
      id: `WH-2WR32451HC0233532-${id}`,
      event_version: '1.0',
      create_time: now.toISOString(),
      event_type: type,
      resource_version: '2.0',
      ...others,
      resource,
      links: [
        { href: `${API}/v1/notifications/webhooks-events/WH-2WR32451HC0233532-${id}`, rel: 'self', method: 'GET' },
      ],
    }),
    answers: (event) => answersAbout(event),
    bodies: {
      'PAYMENT.CAPTURE.COMPLETED': (at) => about('capture', 'Payment completed for 49.00 EUR', capture(at)),
      'PAYMENT.CAPTURE.PENDING': (at) =>
        about('capture', 'Payment pending for 49.00 EUR', {
          ...capture(at),
          status: 'PENDING',
          status_details: { reason: 'ECHECK' },
        }),
      'PAYMENT.CAPTURE.DECLINED': (at) =>
        about('capture', 'A payment capture for 49.00 EUR was declined', { ...capture(at), status: 'DECLINED' }),
      'PAYMENT.CAPTURE.REFUNDED': (at) => about('refund', 'A 49.00 EUR capture payment was refunded', refund(at)),
      'PAYMENT.CAPTURE.REVERSED': (at) =>
        about('refund', 'A 49.00 EUR capture payment was reversed', { ...refund(at), id: `2GG279541U47${at.id}` }),
      'BILLING.SUBSCRIPTION.ACTIVATED': (at) =>
        about('subscription', 'Subscription activated', subscription(at, 'ACTIVE')),
      'BILLING.SUBSCRIPTION.CANCELLED': (at) =>
        about('subscription', 'Subscription cancelled', subscription(at, 'CANCELLED')),
      'CUSTOMER.DISPUTE.CREATED': (at) => about('dispute', 'A dispute was opened', dispute(at)),
    } satisfies { readonly [Type in PaypalEventType]?: (at: SampleAt) => object },
  }),
  makeSecret,
};

function about(resource_type: string, summary: string, resource: object) {
  return { resource_type, summary, resource };
}

/** A webhook, and a certificate in the place of PayPal's. */
function makeSecret(): SampleSecret {
  const root = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const names = { name: 'messageverificationcerts.paypal.com', issuer: 'Local Root' };
  const chain = [
    makeCertificate({ ...names, key: publicKey }, [], root.privateKey),
    makeCertificate({ name: 'Local Root', issuer: 'Local Root', key: root.publicKey }, [AUTHORITY], root.privateKey),
  ] as const;
  const key = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  return {
    configured: locallyTrusted([chain[0].toString('base64'), chain[1].toString('base64')], WEBHOOK_ID),
    signing: JSON.stringify({ key, webhookId: WEBHOOK_ID } satisfies SigningKey),
  };
}

/** What PayPal's API answers about an event, once the caller has a token. */
function answersAbout({ event_type: type, resource }: Readonly<Record<string, unknown>>): ApiAnswers {
  if (!isText(type) || !isJsonObject(resource) || !isText(resource['id'])) return {};
  const token = { 'POST /v1/oauth2/token': { access_token: 'local', token_type: 'Bearer', expires_in: 32_400 } };
  const id = encodeURIComponent(resource['id']);
  if (type === 'PAYMENT.CAPTURE.REFUNDED' || type === 'PAYMENT.CAPTURE.REVERSED') {
    const captures = captureIdsIn(resource['links']).map((captureId) => [
      `GET /v2/payments/captures/${encodeURIComponent(captureId)}`,
      { ...resource, id: captureId, status: 'REFUNDED' },
    ]);
    return { ...token, [`GET /v2/payments/refunds/${id}`]: resource, ...Object.fromEntries(captures) };
  }
  return type.startsWith('PAYMENT.CAPTURE.') ? { ...token, [`GET /v2/payments/captures/${id}`]: resource } : {};
}

function captureIdsIn(links: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(links) ? links : [];
  return list.flatMap((link) => {
    const href = isJsonObject(link) && link['rel'] === 'up' ? link['href'] : undefined;
    const [, id] = /\/captures\/([^/]+)$/.exec(isText(href) ? href : '') ?? [];
    return id ?? [];
  });
}

const PRICE = { currency_code: 'EUR', value: '49.00' } as const;

function captureIdOf({ id }: SampleAt): string {
  return `42311647XV02${id}`;
}

function capture(at: SampleAt) {
  const { now } = at;
  return {
    id: captureIdOf(at),
    status: 'COMPLETED',
    amount: PRICE,
    final_capture: true,
    custom_id: 'user-1',
    invoice_id: 'order-1001',
    seller_receivable_breakdown: {
      gross_amount: PRICE,
      paypal_fee: { currency_code: 'EUR', value: '1.81' },
      net_amount: { currency_code: 'EUR', value: '47.19' },
    },
    supplementary_data: { related_ids: { order_id: `5O190127TN36${at.id}` } },
    links: [{ href: `${API}/v2/payments/captures/${captureIdOf(at)}`, rel: 'self', method: 'GET' }],
    create_time: new Date(now.getTime() - 2_000).toISOString(),
    update_time: now.toISOString(),
  } satisfies Capture;
}

function refund(at: SampleAt) {
  return {
    id: `1JU08902781${at.id}`,
    status: 'COMPLETED',
    amount: PRICE,
    custom_id: 'user-1',
    invoice_id: 'order-1001',
    note_to_payer: 'Returned',
    links: [
      { href: `${API}/v2/payments/refunds/1JU08902781${at.id}`, rel: 'self', method: 'GET' },
      { href: `${API}/v2/payments/captures/${captureIdOf(at)}`, rel: 'up', method: 'GET' },
    ],
    create_time: at.now.toISOString(),
    update_time: at.now.toISOString(),
  } satisfies Refund;
}

function subscription({ id, now }: SampleAt, status: string) {
  return {
    id: `I-BW452GLL${id}`,
    status,
    plan_id: 'P-5ML4271244454362WXNWU5NQ',
    custom_id: 'user-1',
    quantity: '1',
    start_time: new Date(now.getTime() - 86_400_000).toISOString(),
    subscriber: { payer_id: 'ZTSVXTBQCU3EQ', email_address: 'ada@example.com' },
    create_time: new Date(now.getTime() - 86_400_000).toISOString(),
    update_time: now.toISOString(),
  } satisfies Subscription;
}

function dispute(at: SampleAt) {
  return {
    dispute_id: `PP-D-${at.id}`,
    status: 'OPEN',
    reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
    dispute_amount: PRICE,
    disputed_transactions: [{ seller_transaction_id: captureIdOf(at), gross_amount: PRICE }],
    create_time: at.now.toISOString(),
    update_time: at.now.toISOString(),
  } satisfies Dispute;
}
