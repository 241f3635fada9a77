import { describe, expect, it } from 'vitest';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import { requireAcceptable } from '../../functions/src/core/ingest/acceptance.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import type { Provider } from '../../functions/src/generated/providers.ts';
import { rawWebhookOf } from '../../functions/src/testing/integration-conformance.ts';

const JSON_ALWAYS = 'is JSON, whatever the headers say';

/**
 * What decides how each provider's bodies are parsed: nothing but what is signed. The attributes that rest on unsigned
 * headers are in signed-parts.test.ts.
 */
const BODY: Readonly<Record<Provider, string>> = {
  adyen: JSON_ALWAYS,
  adyenPlatform: JSON_ALWAYS,
  asana: JSON_ALWAYS,
  auth0: JSON_ALWAYS,
  aftership: JSON_ALWAYS,
  airtable: JSON_ALWAYS,
  appStore: 'is JSON whose signedPayload is a JSON Web Signature of JSON',
  bigcommerce: JSON_ALWAYS,
  bird: JSON_ALWAYS,
  bitbucket: JSON_ALWAYS,
  box: JSON_ALWAYS,
  braintree: 'is a form whose field bt_payload is XML in base64',
  brevo: JSON_ALWAYS,
  calcom: JSON_ALWAYS,
  calendly: JSON_ALWAYS,
  chargebee: JSON_ALWAYS,
  clerk: JSON_ALWAYS,
  coinbaseCommerce: JSON_ALWAYS,
  customerio: 'is JSON, or kept as text if it is not',
  discord: JSON_ALWAYS,
  docusign: JSON_ALWAYS,
  dropboxSign: 'is JSON if it begins with {, and else a multipart form whose field json is JSON',
  easypost: JSON_ALWAYS,
  easyship: JSON_ALWAYS,
  figma: JSON_ALWAYS,
  front: JSON_ALWAYS,
  github: 'is JSON if it begins with {, and a form if it is payload=… and nothing else',
  gitlab: JSON_ALWAYS,
  gocardless: JSON_ALWAYS,
  googlePlay: 'is JSON, whose message has JSON in base64, or is the notification itself',
  hubspot: JSON_ALWAYS,
  intercom: JSON_ALWAYS,
  jira: JSON_ALWAYS,
  klaviyo: JSON_ALWAYS,
  lemonsqueezy: JSON_ALWAYS,
  line: JSON_ALWAYS,
  linear: JSON_ALWAYS,
  mailgun: JSON_ALWAYS,
  mandrill: 'is a form whose parameter mandrill_events, the first by name, is JSON',
  mercadopago: JSON_ALWAYS,
  messagebird: JSON_ALWAYS,
  meta: JSON_ALWAYS,
  monday: JSON_ALWAYS,
  netlify: JSON_ALWAYS,
  notion: JSON_ALWAYS,
  okta: JSON_ALWAYS,
  onfido: JSON_ALWAYS,
  openai: JSON_ALWAYS,
  paddle: JSON_ALWAYS,
  pagerduty: JSON_ALWAYS,
  paypal: JSON_ALWAYS,
  paystack: JSON_ALWAYS,
  persona: JSON_ALWAYS,
  pipedrive: JSON_ALWAYS,
  plaid: JSON_ALWAYS,
  plivo: 'is a form, or of a GET the query',
  polar: JSON_ALWAYS,
  postmark: JSON_ALWAYS,
  razorpay: JSON_ALWAYS,
  resend: JSON_ALWAYS,
  revenuecat: JSON_ALWAYS,
  sanity: JSON_ALWAYS,
  segment: 'is JSON, and refused if it begins with [, since one element of a list is signed',
  sendcloud: JSON_ALWAYS,
  sendgrid: JSON_ALWAYS,
  sentry: JSON_ALWAYS,
  shippo: JSON_ALWAYS,
  shipstation: JSON_ALWAYS,
  shopify: JSON_ALWAYS,
  slack: JSON_ALWAYS,
  square: JSON_ALWAYS,
  standardWebhooks: JSON_ALWAYS,
  stripe: JSON_ALWAYS,
  stytch: JSON_ALWAYS,
  supabase: JSON_ALWAYS,
  telegram: JSON_ALWAYS,
  telnyx: JSON_ALWAYS,
  twilio:
    'is JSON if the signed URL holds its hash, and else a form, whose URL holds no AccountSid as that of a GET does',
  twitch: JSON_ALWAYS,
  typeform: JSON_ALWAYS,
  vercel: JSON_ALWAYS,
  vonage: JSON_ALWAYS,
  woocommerce: JSON_ALWAYS,
  workos: JSON_ALWAYS,
  xero: JSON_ALWAYS,
  zendesk: JSON_ALWAYS,
  zoom: JSON_ALWAYS,
};

const NOW = new Date('2026-11-23T12:00:00Z');
const HOOK = 'https://webhooks.example.com/hook';
const CONTENT_TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'text/plain',
];
const VALUES = ['other', 'release', 'orders/delete', '2020-01-01T00:00:00Z', '1'];

/** The same signed bytes with other unsigned parts around them. */
function* variantsOf(request: RawWebhook): Generator<RawWebhook> {
  for (const method of ['GET', 'PUT', 'DELETE']) yield { ...request, method };
  for (const type of CONTENT_TYPES) yield withHeader(request, 'content-type', type);
  for (const name of Object.keys(request.headers)) {
    for (const value of [undefined, ...VALUES]) yield withHeader(request, name, value);
  }
  const mark = request.url.includes('?') ? '&' : '?';
  yield { ...request, url: `${request.url}${mark}CallSid=CA1&CallStatus=failed` };
}

function withHeader(request: RawWebhook, name: string, value: string | undefined): RawWebhook {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

/** A body in which a stranger wrote what would be something else as a form. */
function withForm(body: string): string {
  const note = '&payload=%7B%22a%22%3A1%7D&CallSid=CA9&CallStatus=completed&';
  const value = parseJson(body);
  if (Array.isArray(value)) return JSON.stringify(value.map((element) => Object.assign({ note }, element)));
  return isJsonObject(value)
    ? JSON.stringify({ ...value, note })
    : `${body}&${new URLSearchParams({ note }).toString()}`;
}

/** The native events of a request, as text: thin events of Stripe's SDK carry functions. Undefined if it is refused. */
async function read(
  integration: Integration<unknown>,
  request: RawWebhook,
  secret: string,
): Promise<string | undefined> {
  const limits = { toleranceSeconds: integration.toleranceSeconds ?? 0 };
  try {
    requireAcceptable(integration, request, integration.maxBytes);
    const { events } = await integration.verify(request, [secret], NOW, limits);
    return JSON.stringify(events.map(({ native }) => native));
  } catch {
    return undefined;
  }
}

const entries = Object.values(catalog).map((entry) => ({ ...entry, body: BODY[entry.provider] }));

describe('unsigned data never decides how signed bytes are read', () => {
  it.each(entries)('a body of $provider $body', async ({ integration, samples }) => {
    const [adapter, kit] = [await integration(), await samples()];
    for (const type of kit.types) {
      const { configured, signing } = kit.makeSecret();
      const at = { type, id: '1', now: NOW };
      const body = Buffer.from(withForm(kit.sample(type, at)));
      const request = rawWebhookOf(kit.request({ ...at, body, signing, url: HOOK }), NOW);
      const original = await read(adapter, request, configured);
      expect(original).toBeDefined();
      for (const variant of variantsOf(request)) {
        expect([original, undefined]).toContain(await read(adapter, variant, configured));
      }
    }
  });

  const jsonOnly = entries.filter(({ body }) => body === JSON_ALWAYS);
  it.each(jsonOnly)(
    'a signed form is never read by $provider, by no content type',
    async ({ integration, samples }) => {
      const [adapter, kit] = [await integration(), await samples()];
      const { configured, signing } = kit.makeSecret();
      const [type = ''] = kit.types;
      const body = Buffer.from('payload=%7B%22id%22%3A%221%22%7D');
      const request = rawWebhookOf(kit.request({ type, id: '1', now: NOW, url: HOOK, body, signing }), NOW);
      for (const contentType of CONTENT_TYPES) {
        expect(await read(adapter, withHeader(request, 'content-type', contentType), configured)).toBeUndefined();
      }
    },
  );
});
