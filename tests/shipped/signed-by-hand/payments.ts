import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AUTHORITY, makeCertificate } from '../../../functions/src/core/integration/local-certificate.ts';
import { makeChain } from '../../../functions/src/integrations/appStore/local-chain.ts';
import { SECRET, type RequestsByHand } from './request.ts';

/** Requests of providers of payments, signed by hand. */
export const PAYMENTS: RequestsByHand = {
  /** @see https://www.chargebee.com/docs/billing/2.0/site-configuration/webhook_settings */
  chargebee() {
    return {
      secret: 'hook:s3cr3t',
      body: '{"id":"ev_1","event_type":"payment_succeeded","occurred_at":1795435198,"content":{}}',
      headers: { Authorization: 'Basic aG9vazpzM2NyM3Q=' },
      proof: ['Authorization'],
      type: 'payment_succeeded',
      coversBody: false,
    };
  },

  /**
   * Each item of the body is signed by itself, and not as a whole.
   * @see https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
   */
  adyen() {
    const secret = 'ab'.repeat(32);
    const hmacSignature = createHmac('sha256', Buffer.from(secret, 'hex'))
      .update('psp1::Shop:order-1:1000:EUR:AUTHORISATION:true')
      .digest('base64');
    const fields =
      '"pspReference":"psp1","merchantAccountCode":"Shop","merchantReference":"order-1","amount":{"value":1000,"currency":"EUR"},"eventCode":"AUTHORISATION","success":"true"';
    return {
      secret,
      body: `{"live":"false","notificationItems":[{"NotificationRequestItem":{${fields},"additionalData":{"hmacSignature":"${hmacSignature}"}}}]}`,
      headers: {},
      proof: [],
      type: 'AUTHORISATION',
      coversBody: false,
    };
  },

  /**
   * Only PayPal can sign under DigiCert's root; the certificate is one of this machine.
   * @see https://developer.paypal.com/api/rest/webhooks/rest/#link-selfverification
   */
  paypal() {
    const root = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const chain = [
      makeCertificate(
        { name: 'messageverificationcerts.paypal.com', issuer: 'Root', key: publicKey },
        [],
        root.privateKey,
      ),
      makeCertificate({ name: 'Root', issuer: 'Root', key: root.publicKey }, [AUTHORITY], root.privateKey),
    ];
    const body = '{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{"id":"C1"}}';
    const signature = sign(
      'sha256',
      Buffer.from(`b0b5e4a0-1|2026-11-23T11:59:58Z|5GP028458E2496506|${crc32(body)}`),
      privateKey,
    );
    return {
      secret: `local-testing:${chain.map((der) => der.toString('base64')).join('.')}:5GP028458E2496506`,
      body,
      headers: {
        'PAYPAL-TRANSMISSION-ID': 'b0b5e4a0-1',
        'PAYPAL-TRANSMISSION-TIME': '2026-11-23T11:59:58Z',
        'PAYPAL-TRANSMISSION-SIG': signature.toString('base64'),
        'PAYPAL-CERT-URL': 'https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270',
        'PAYPAL-AUTH-ALGO': 'SHA256withRSA',
      },
      proof: ['PAYPAL-TRANSMISSION-ID', 'PAYPAL-TRANSMISSION-TIME', 'PAYPAL-TRANSMISSION-SIG'],
      type: 'PAYMENT.CAPTURE.COMPLETED',
    };
  },

  /**
   * Only Apple can sign under Apple's root; the chain is one of this machine.
   * @see https://developer.apple.com/documentation/appstoreservernotifications/responsebodyv2
   */
  appStore() {
    const { privateKey, x5c } = makeChain();
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', x5c })).toString('base64url');
    const data = '{"appAppleId":42,"bundleId":"com.example.app","environment":"Production"}';
    const payload = Buffer.from(
      `{"notificationType":"TEST","notificationUUID":"u1","signedDate":1795435198000,"data":${data}}`,
    ).toString('base64url');
    const signed = `${header}.${payload}`;
    const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return {
      secret: `local-testing:${x5c[2]}:com.example.app:Production:42`,
      body: `{"signedPayload":"${signed}.${signature.toString('base64url')}"}`,
      headers: {},
      proof: [],
      type: 'TEST',
    };
  },

  /** @see https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions#jwt_format */
  googlePlay() {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const jwk = Buffer.from(JSON.stringify(publicKey.export({ format: 'jwk' }))).toString('base64url');
    const email = 'push@demo.iam.gserviceaccount.com';
    const claims = {
      aud: 'https://webhooks.example.com/hook',
      iss: 'https://accounts.google.com',
      email,
      email_verified: true,
      iat: 1_795_435_190,
      exp: 1_795_438_790,
    };
    const parts = [{ alg: 'RS256', kid: 'k1' }, claims].map((part) => Buffer.from(JSON.stringify(part)));
    const signed = parts.map((part) => part.toString('base64url')).join('.');
    const token = `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    const data = Buffer.from('{"packageName":"app","eventTimeMillis":"1795435198000","testNotification":{}}');
    return {
      secret: `local-testing:${jwk}:${email}`,
      body: `{"message":{"data":"${data.toString('base64')}","messageId":"1"},"subscription":"s"}`,
      headers: { Authorization: `Bearer ${token}` },
      proof: ['Authorization'],
      type: 'TEST',
      coversBody: false,
    };
  },

  /** @see https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures */
  adyenPlatform() {
    const secret = 'ab'.repeat(32);
    const body = '{"type":"balancePlatform.transfer.updated","environment":"test","data":{"id":"TR1"}}';
    const signature = createHmac('sha256', Buffer.from(secret, 'hex')).update(body).digest('base64');
    return {
      secret,
      body,
      headers: { HmacSignature: signature, Protocol: 'HmacSHA256' },
      proof: ['HmacSignature'],
      type: 'balancePlatform.transfer.updated',
    };
  },

  /**
   * The signature is in the form.
   * @see https://developer.paypal.com/braintree/docs/guides/webhooks/parse/node
   */
  braintree() {
    const xml = '<notification><kind>check</kind><subject><check type="boolean">true</check></subject></notification>';
    const payload = `${Buffer.from(xml).toString('base64')}\n`;
    const key = createHash('sha1').update('0123456789abcdef0123456789abcdef').digest();
    const signature = createHmac('sha1', key).update(payload).digest('hex');
    return {
      secret: 'abcdefgh12345678|0123456789abcdef0123456789abcdef',
      body: `bt_signature=abcdefgh12345678%7C${signature}&bt_payload=${encodeURIComponent(payload)}`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      proof: [],
      type: 'check',
    };
  },

  /**
   * The body is not signed, and a part that the request does not have is left out.
   * @see https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks
   */
  mercadopago() {
    const signature = createHmac('sha256', SECRET).update('request-id:r-1;ts:1795435200;').digest('hex');
    return {
      secret: SECRET,
      body: '{"id":1,"type":"payment","action":"payment.created","data":{"id":"82041"}}',
      headers: { 'X-Signature': `ts=1795435200,v1=${signature}`, 'X-Request-Id': 'r-1' },
      proof: ['X-Signature'],
      type: 'payment.created',
      coversBody: false,
    };
  },

  /** @see https://plaid.com/docs/api/webhooks/webhook-verification/ */
  plaid() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const body = '{\n  "webhook_code": "ERROR",\n  "webhook_type": "ITEM",\n  "item_id": "i1"\n}';
    const request_body_sha256 = createHash('sha256').update(body).digest('hex');
    const parts = [
      { alg: 'ES256', kid: 'k1', typ: 'JWT' },
      { iat: 1_795_435_190, request_body_sha256 },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const signature = sign('sha256', Buffer.from(parts.join('.')), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return {
      secret: JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid: 'k1', expired_at: null }),
      body,
      headers: { 'Plaid-Verification': [...parts, signature.toString('base64url')].join('.') },
      proof: ['Plaid-Verification'],
      type: 'ITEM.ERROR',
    };
  },

  /** @see https://docs.cdp.coinbase.com/commerce/docs/webhooks-security */
  coinbaseCommerce() {
    const body = '{"id":1,"event":{"id":"e1","type":"charge:pending","created_at":"2026-11-23T11:59:59Z","data":{}}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'X-CC-Webhook-Signature': signature };
    return { secret: SECRET, body, headers, proof: ['X-CC-Webhook-Signature'], type: 'charge:pending' };
  },

  /** @see https://discord.com/developers/docs/events/webhook-events */
  discord() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const body =
      '{"version":1,"application_id":"1","type":1,"event":{"type":"ENTITLEMENT_CREATE","timestamp":"2026-11-23T11:59:59Z"}}';
    const timestamp = '1795435199';
    return {
      // The key itself, without the header of its encoding.
      secret: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex'),
      body,
      headers: {
        'X-Signature-Ed25519': sign(null, Buffer.from(timestamp + body), privateKey).toString('hex'),
        'X-Signature-Timestamp': timestamp,
      },
      proof: ['X-Signature-Ed25519', 'X-Signature-Timestamp'],
      type: 'ENTITLEMENT_CREATE',
    };
  },

  /** @see https://developer.gocardless.com/getting-started/staying-up-to-date-with-webhooks */
  gocardless() {
    const body =
      '{"events":[{"id":"EV1","created_at":"2026-11-23T11:59:59Z","resource_type":"payments","action":"failed","links":{"payment":"PM1"}}]}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'Webhook-Signature': signature };
    return { secret: SECRET, body, headers, proof: ['Webhook-Signature'], type: 'payments.failed' };
  },

  /** @see https://paystack.com/docs/payments/webhooks/#verify-event-origin */
  paystack() {
    const body = '{"event":"charge.success","data":{"id":1,"reference":"r1","amount":5000,"currency":"NGN"}}';
    const signature = createHmac('sha512', SECRET).update(body).digest('hex');
    const headers = { 'x-paystack-signature': signature };
    return { secret: SECRET, body, headers, proof: ['x-paystack-signature'], type: 'charge.success' };
  },

  /** @see https://pipedrive.readme.io/docs/guide-for-webhooks-v2 */
  pipedrive() {
    return {
      secret: 'hook:s3cr3t',
      body: '{"meta":{"id":"m1","entity":"deal","action":"change","timestamp":"2026-11-23T11:59:59Z"},"data":{"id":1}}',
      headers: { Authorization: 'Basic aG9vazpzM2NyM3Q=' },
      proof: ['Authorization'],
      type: 'deal.change',
      coversBody: false,
    };
  },

  /** @see https://polar.sh/docs/integrate/webhooks/delivery */
  polar() {
    const secret = 'polar_whs_c2FtcGxlLXNlY3JldA';
    const body = '{"type":"order.paid","timestamp":"2026-11-23T11:59:59Z","data":{"id":"o1","status":"paid"}}';
    const signature = createHmac('sha256', secret).update(`msg_1.1795435199.${body}`).digest('base64');
    return {
      secret,
      body,
      headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': '1795435199', 'webhook-signature': `v1,${signature}` },
      proof: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
      type: 'order.paid',
    };
  },

  /** @see https://razorpay.com/docs/webhooks/validate-test/ */
  razorpay() {
    const body =
      '{"entity":"event","event":"payment.captured","contains":["payment"],"payload":{"payment":{"entity":{"id":"pay_1"}}}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'X-Razorpay-Signature': signature };
    return { secret: SECRET, body, headers, proof: ['X-Razorpay-Signature'], type: 'payment.captured' };
  },

  /** @see https://www.revenuecat.com/docs/integrations/webhooks */
  revenuecat() {
    const body = '{"event":{"id":"e1","type":"RENEWAL","event_timestamp_ms":1795435199000,"app_user_id":"u1"}}';
    const signature = createHmac('sha256', SECRET).update(`1795435199.${body}`).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'X-RevenueCat-Webhook-Signature': `t=1795435199,v1=${signature}` },
      proof: [],
      type: 'RENEWAL',
    };
  },

  /** @see https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/ */
  xero() {
    const body =
      '{"events":[{"resourceId":"r1","eventDateUtc":"2026-11-23T11:59:59","eventType":"UPDATE","eventCategory":"INVOICE","tenantId":"t1"}]}';
    const signature = createHmac('sha256', SECRET).update(body).digest('base64');
    const headers = { 'x-xero-signature': signature };
    return { secret: SECRET, body, headers, proof: ['x-xero-signature'], type: 'INVOICE.UPDATE' };
  },
};
