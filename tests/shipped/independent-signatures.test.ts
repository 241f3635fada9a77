import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { descriptionOf } from '../../functions/src/core/integration/recognition.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { rawWebhookOf } from '../../functions/src/testing/integration-conformance.ts';
import { overviewRows } from '../../generator/overview/rows.ts';
import { ROOT } from '../project-files.ts';
import { COMMUNICATION } from './signed-by-hand/communication.ts';
import { IDENTITY } from './signed-by-hand/identity.ts';
import { LOGISTICS } from './signed-by-hand/logistics.ts';
import { PAYMENTS } from './signed-by-hand/payments.ts';
import { SECRET, type RequestsByHand, type SignedByHand } from './signed-by-hand/request.ts';
import { TOOLS } from './signed-by-hand/tools.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

const REQUESTS: RequestsByHand = {
  ...COMMUNICATION,
  ...IDENTITY,
  ...LOGISTICS,
  ...TOOLS,
  ...PAYMENTS,

  /** @see https://www.aftership.com/docs/tracking/webhook/webhook-signature */
  aftership() {
    const body = '{"event":"tracking_update","event_id":"5f3d","ts":1795435198,"msg":{"id":"t1","tag":"InTransit"}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('base64');
    return {
      secret: SECRET,
      body,
      headers: { 'aftership-hmac-sha256': signature },
      proof: ['aftership-hmac-sha256'],
      type: 'tracking_update',
    };
  },

  /** @see https://auth0.com/docs/customize/events/create-an-event-stream */
  auth0() {
    return {
      secret: SECRET,
      body: '{"id":"evt_1","type":"user.created","time":"2026-11-23T11:59:59Z","data":{"object":{"user_id":"auth0|1"}}}',
      headers: { Authorization: `Bearer ${SECRET}` },
      proof: ['Authorization'],
      type: 'user.created',
      coversBody: false,
    };
  },

  /**
   * Intercom shows a signed request of this form, but not its key.
   * @see https://developers.intercom.com/intercom-api-reference/v1.0/reference/signed-notifications
   */
  intercom() {
    const item = '{"type":"user","id":"530370b477ad7120001d","name":"Hoban Washburne"}';
    const body = `{"type":"notification_event","id":"notif_78c122d0","topic":"contact.user.created","app_id":"a86dr8yl","data":{"type":"notification_event_data","item":${item}}}`;
    const signature = createHmac('sha1', SECRET).update(body).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'X-Hub-Signature': `sha1=${signature}` },
      proof: ['X-Hub-Signature'],
      type: 'contact.user.created',
    };
  },

  /** @see https://docs.lemonsqueezy.com/help/webhooks/signing-requests */
  lemonsqueezy() {
    const body =
      '{"meta":{"event_name":"order_created"},"data":{"type":"orders","id":"7","attributes":{"total":2900,"status":"paid"}}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'X-Event-Name': 'order_created', 'X-Signature': signature };
    return { secret: SECRET, body, headers, proof: ['X-Signature'], type: 'order_created' };
  },

  /**
   * Mailgun's signature is in the body, and covers a time and a token alone.
   * @see https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
   */
  mailgun() {
    const [timestamp, token] = ['1795435199', 'b9e2f0c8a1'];
    const signature = createHmac('sha256', SECRET)
      .update(timestamp + token)
      .digest('hex');
    const event = '{"event":"delivered","id":"ev_1","timestamp":1795435199.5}';
    return {
      secret: SECRET,
      body: `{"signature":${JSON.stringify({ timestamp, token, signature })},"event-data":${event}}`,
      headers: {},
      proof: [],
      type: 'delivered',
      coversBody: false,
    };
  },

  /** @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads */
  meta() {
    const body =
      '{"object":"page","entry":[{"id":"1","time":1795435199,"changes":[{"field":"name","value":"Caf\\u00e9"}]}]}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'X-Hub-Signature-256': `sha256=${signature}` },
      proof: ['X-Hub-Signature-256'],
      type: 'page.name',
    };
  },

  /**
   * Okta publishes this header, for the user `admin` with the password `supersecret`.
   * @see https://developer.okta.com/docs/reference/hooks-best-practices/
   */
  okta() {
    const event = '{"uuid":"f1d0b993","published":"2026-11-23T11:59:59.159Z","eventType":"user.session.start"}';
    return {
      secret: 'Basic YWRtaW46c3VwZXJzZWNyZXQ=',
      body: `{"eventType":"com.okta.event_hook","source":"https://example.okta.com/api/v1/eventHooks/who1","data":{"events":[${event}]}}`,
      headers: { Authorization: 'Basic YWRtaW46c3VwZXJzZWNyZXQ=' },
      proof: ['Authorization'],
      type: 'user.session.start',
      coversBody: false,
    };
  },

  /** @see https://postmarkapp.com/developer/webhooks/webhooks-overview */
  postmark() {
    return {
      secret: 'hook:s3cr3t',
      body: '{"RecordType":"Delivery","MessageID":"883953f4","DeliveredAt":"2026-11-23T11:59:59Z","Recipient":"ada@example.com"}',
      headers: { Authorization: 'Basic aG9vazpzM2NyM3Q=' },
      proof: ['Authorization'],
      type: 'Delivery',
      coversBody: false,
    };
  },

  /** @see https://segment.com/docs/connections/destinations/catalog/webhooks/#authentication */
  segment() {
    const body =
      '{"version":1,"type":"track","userId":"019mr8mf4r","event":"Purchased an Item","properties":{"revenue":"39.95","shippingMethod":"2-day"},"timestamp":"2012-12-02T00:30:08.276Z"}';
    const signature = createHmac('sha1', SECRET).update(body).digest('hex');
    return { secret: SECRET, body, headers: { 'X-Signature': signature }, proof: ['X-Signature'], type: 'track' };
  },

  /** @see https://docs.shipstation.com/apis/docs/guides/webhooks-validation */
  shipstation() {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2_048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const body =
      '{"resource_url":"https://api.shipstation.com/v2/batches/se-1013119","resource_type":"BATCH_PROCESSED_V2"}';
    const timestamp = '2026-11-23T11:59:58Z';
    return {
      secret: publicKey,
      body,
      headers: {
        'X-ShipEngine-RSA-SHA256-Key-ID': '0f8fad5b-d9cb-469f-a165-70867728950e',
        'X-ShipEngine-RSA-SHA256-Signature': sign(
          'RSA-SHA256',
          Buffer.from(`${timestamp}.${body}`),
          privateKey,
        ).toString('base64'),
        'X-ShipEngine-Timestamp': timestamp,
      },
      proof: ['X-ShipEngine-RSA-SHA256-Signature', 'X-ShipEngine-Timestamp'],
      type: 'BATCH_PROCESSED_V2',
    };
  },

  /** @see https://developer.squareup.com/docs/webhooks/step3validate */
  square() {
    const body = '{"merchant_id":"M1","type":"payment.updated","event_id":"e1","data":{"type":"payment","id":"p1"}}';
    return {
      secret: SECRET,
      body,
      headers: {
        'x-square-hmacsha256-signature': createHmac('sha256', SECRET)
          .update(`https://webhooks.example.com/hook${body}`)
          .digest('base64'),
      },
      proof: ['x-square-hmacsha256-signature'],
      type: 'payment.updated',
    };
  },

  /**
   * The headers are those that `deliver` sends, and the signature that of `generate_signature`.
   * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php
   */
  woocommerce() {
    const body = '{"id":142,"status":"processing","total":"21.60","date_modified_gmt":"2026-11-23T11:59:58"}';
    return {
      secret: SECRET,
      body,
      headers: {
        'X-WC-Webhook-Source': 'https://shop.example/',
        'X-WC-Webhook-Topic': 'order.updated',
        'X-WC-Webhook-Resource': 'order',
        'X-WC-Webhook-Event': 'updated',
        'X-WC-Webhook-Signature': createHmac('sha256', SECRET).update(body).digest('base64'),
        'X-WC-Webhook-ID': '5',
        'X-WC-Webhook-Delivery-ID': '41deb4e0ca2ae1d1b1f2ba4d1bf1a5f5',
      },
      proof: ['X-WC-Webhook-Signature'],
      type: 'order.updated',
    };
  },

  /**
   * Zendesk publishes this secret, for tests.
   * @see https://developer.zendesk.com/documentation/webhooks/verifying/
   */
  zendesk() {
    const body =
      '{"id":"cbe4028c-7239-495d-b020-f22348516046","type":"zen:event-type:ticket.created","subject":"zen:ticket:5158","time":"2026-11-23T11:59:58Z","account_id":22129848,"detail":{"id":"5158"},"event":{}}';
    const timestamp = '2026-11-23T11:59:58Z';
    return {
      secret: SECRET,
      body,
      headers: {
        'X-Zendesk-Webhook-Signature': createHmac('sha256', SECRET)
          .update(timestamp + body)
          .digest('base64'),
        'X-Zendesk-Webhook-Signature-Timestamp': timestamp,
      },
      proof: ['X-Zendesk-Webhook-Signature', 'X-Zendesk-Webhook-Signature-Timestamp'],
      type: 'zen:event-type:ticket.created',
    };
  },
};

it('every provider whose verifier the tests do not run has a request that is signed by hand', async () => {
  const unchecked = (await overviewRows(ROOT)).filter(({ checkedBy }) => checkedBy.startsWith('ours; '));
  expect(Object.keys(REQUESTS).toSorted()).toEqual(unchecked.map(({ provider }) => provider).toSorted());
});

describe.each(Object.entries(REQUESTS))('a request of %s that is signed by hand', (provider, makeRequest) => {
  const { secret, body, headers, proof, type, coversBody = true } = makeRequest();

  /** The types of the events in a request that is accepted. */
  async function typesIn(changed: Partial<SignedByHand> = {}): Promise<readonly string[]> {
    const { body: text, headers: named } = { body, headers, ...changed };
    const integration = await integrationOf(provider);
    const raw = rawWebhookOf({
      method: 'POST',
      url: 'https://webhooks.example.com/hook',
      // Node gives the names of headers in lower case.
      headers: Object.fromEntries(Object.entries(named).map(([name, value]) => [name.toLowerCase(), value])),
      body: Buffer.from(text),
    });
    const { events } = await integration.verify(raw, [secret], NOW, {
      toleranceSeconds: integration.toleranceSeconds ?? 0,
    });
    return events.map(({ native }) => descriptionOf(integration, native, raw).type);
  }

  it('is accepted and read', async () => {
    expect(await typesIn()).toEqual([type]);
  });

  it.runIf(coversBody)('is refused if any byte of its body is another', async () => {
    for (const other of withOneLetterChanged(body)) await expectForged({ body: other });
  });

  it.each(proof)('is refused if any byte of its header %s is another', async (name) => {
    // The last letters of base64 may hold bits that do not count.
    for (const other of withOneLetterChanged(headers[name] ?? '', 3))
      await expectForged({ headers: { ...headers, [name]: other } });
  });

  it.each(proof)('is refused without its header %s', async (name) => {
    const { [name]: _left, ...others } = headers;
    await expect(typesIn({ headers: others })).rejects.toMatchObject({ code: `${provider}/bad-webhook-request` });
  });

  async function expectForged(changed: Partial<SignedByHand>): Promise<void> {
    await expect(typesIn(changed), JSON.stringify(changed)).rejects.toMatchObject({
      code: `${provider}/bad-signature`,
    });
  }
});

async function integrationOf(provider: string) {
  const entry = Object.values(catalog).find((one) => one.provider === provider);
  if (entry === undefined) throw new Error(`There is no integration ${provider}.`);
  return entry.integration();
}

/** The text with each of its letters in turn replaced by another, all but the last ones. A digit stays a digit. */
function* withOneLetterChanged(text: string, last = 0): Generator<string> {
  for (let at = 0; at < text.length - last; at += 1) {
    yield text.slice(0, at) + anotherThan(text.charAt(at)) + text.slice(at + 1);
  }
}

function anotherThan(letter: string): string {
  if (/\d/.test(letter)) return String((Number(letter) + 9) % 10);
  return letter === 'x' ? 'y' : 'x';
}
