import type { Scheme } from '../../functions/src/core/scheme/scheme.ts';
import {
  credential,
  ecdsa,
  ed25519,
  either,
  hmac,
  jwt,
  milliseconds,
  rfc3339,
  rsa,
  seconds,
  standardWebhooks,
} from '../../functions/src/core/scheme/schemes.ts';

/** A timestamp and signatures in one header, as Stripe writes them: other pairs may stand among them. */
function paired(header: string, window: number) {
  return hmac({
    headers: { [header]: 't={timestamp}*,v1={signature}*,…' },
    signs: '{timestamp}.{body}',
    time: seconds(window),
  });
}

/** The same, but one pair of each and nothing else. */
function pairedOnce(header: string, window: number) {
  return hmac({
    headers: { [header]: 't={timestamp},v1={signature}' },
    signs: '{timestamp}.{body}',
    time: seconds(window),
  });
}

/** The schemes of the vectors' providers, by file. A file that is missing here needs a provider's own code. */
export const CENSUS: Readonly<Record<string, Scheme>> = {
  'adyen-banking': hmac({ headers: { hmacsignature: '{signature}' }, encoding: 'base64:decoded', key: 'hex' }),
  aftership: hmac({ headers: { 'aftership-hmac-sha256': '{signature}' }, encoding: 'base64' }),
  airtable: hmac({ headers: { 'x-airtable-content-mac': 'hmac-sha256={signature}' }, key: 'base64' }),
  asana: hmac({ headers: { 'x-hook-signature': '{signature}' } }),
  'auth0-event-streams': credential({ authorization: 'Bearer {secret}' }),
  bigcommerce: standardWebhooks('webhook', 'text'),
  bird: hmac({
    headers: { 'messagebird-signature': '{signature}', 'messagebird-request-timestamp': '{timestamp}' },
    signs: '{timestamp}\n{url}\n{body|sha256:raw}',
    encoding: 'base64',
    time: seconds(86_400, { ahead: 300 }),
  }),
  bitbucket: hmac({ headers: { 'x-hub-signature': 'sha256={signature}' } }),
  box: hmac({
    headers: {
      'box-signature-primary': '{signature}',
      'box-signature-secondary': '{signature}',
      'box-delivery-timestamp': '{timestamp}',
      'box-signature-version': '1',
      'box-signature-algorithm': 'HmacSHA256',
    },
    signs: '{body}{timestamp}',
    encoding: 'base64',
    time: rfc3339(600, { ahead: 0 }),
  }),
  brevo: either(
    credential({ authorization: 'Bearer {secret}' }),
    credential({ authorization: 'Basic {secret|base64}' }),
  ),
  calcom: hmac({ headers: { 'x-cal-signature-256': '{signature}' } }),
  calendly: pairedOnce('calendly-webhook-signature', 180),
  chargebee: credential({ authorization: 'Basic {secret|base64}' }),
  clerk: standardWebhooks('svix'),
  coinbaseCommerce: hmac({ headers: { 'x-cc-webhook-signature': '{signature}' } }),
  customerio: hmac({
    headers: { 'x-cio-signature': '{signature}', 'x-cio-timestamp': '{timestamp}' },
    signs: 'v0:{timestamp}:{body}',
    time: seconds(300),
  }),
  discord: ed25519({
    headers: { 'x-signature-ed25519': '{signature}', 'x-signature-timestamp': '{timestamp}' },
    signs: '{timestamp}{body}',
    encoding: 'hex:any-case',
    time: seconds(300),
  }),
  docusign: hmac({
    headers: Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [`x-docusign-signature-${n + 1}`, '{signature}']),
    ),
    encoding: 'base64',
  }),
  easypost: hmac({
    headers: { 'x-hmac-signature': 'hmac-sha256-hex={signature}' },
    key: 'nfkd',
    respell: (body) => body.replaceAll(/("weight":\s*)(\d+)(\s*)(?=,|\})/g, '$1$2.0'),
  }),
  easyship: jwt({ headers: { 'x-easyship-signature': '{token}' }, algorithms: ['HS256'], claims: {} }),
  'front-rule': hmac({ headers: { 'x-front-signature': '{signature}' }, hash: 'sha1', encoding: 'base64' }),
  front: hmac({
    headers: { 'x-front-signature': '{signature}', 'x-front-request-timestamp': '{timestamp}' },
    signs: '{timestamp}:{body}',
    encoding: 'base64',
    time: milliseconds(300),
  }),
  github: hmac({ headers: { 'x-hub-signature-256': 'sha256={signature}' } }),
  'gitlab-token': credential({ 'x-gitlab-token': '{secret}' }),
  gitlab: standardWebhooks(),
  gocardless: hmac({ headers: { 'webhook-signature': '{signature}' } }),
  hubspot: hmac({
    headers: { 'x-hubspot-signature-v3': '{signature}', 'x-hubspot-request-timestamp': '{timestamp}' },
    signs: '{method}{url}{body}{timestamp}',
    encoding: 'base64',
    time: milliseconds(300),
  }),
  intercom: hmac({ headers: { 'x-hub-signature': 'sha1={signature}' }, hash: 'sha1' }),
  jira: hmac({ headers: { 'x-hub-signature': 'sha256={signature}' } }),
  klaviyo: hmac({
    headers: { 'klaviyo-signature': '{signature}', 'klaviyo-timestamp': '{timestamp}' },
    signs: '{body}{timestamp}',
    time: rfc3339(300, { at: '/meta/timestamp' }),
  }),
  lemonsqueezy: hmac({ headers: { 'x-signature': '{signature}' } }),
  line: hmac({ headers: { 'x-line-signature': '{signature}' }, encoding: 'base64' }),
  linear: hmac({ headers: { 'linear-signature': '{signature}' }, time: milliseconds(60, { at: '/webhookTimestamp' }) }),
  messagebird: jwt({
    headers: { 'messagebird-signature-jwt': '{token}' },
    algorithms: ['HS256', 'HS384', 'HS512'],
    claims: { iss: 'MessageBird', url_hash: '{url|sha256}', payload_hash: '{body|sha256:any-case}' },
    withoutBody: ['payload_hash'],
    requires: ['jti'],
    leeway: 5,
    lifetime: 86_400,
  }),
  meta: hmac({ headers: { 'x-hub-signature-256': 'sha256={signature}' } }),
  monday: jwt({
    headers: { authorization: '{token}' },
    algorithms: ['HS256'],
    claims: { aud: '{url}' },
    lifetime: 600,
  }),
  netlify: jwt({
    headers: { 'x-webhook-signature': '{token}' },
    algorithms: ['HS256'],
    claims: { iss: 'netlify', sha256: '{body|sha256}' },
  }),
  notion: hmac({ headers: { 'x-notion-signature': 'sha256={signature}' } }),
  okta: credential({ authorization: '{secret}' }),
  onfido: hmac({ headers: { 'x-sha2-signature': '{signature}' }, encoding: 'hex:any-case' }),
  openai: standardWebhooks(),
  paddle: hmac({
    headers: { 'paddle-signature': 'ts={timestamp};h1={signature}*;…' },
    signs: '{timestamp}:{body}',
    time: seconds(5),
  }),
  pagerduty: hmac({ headers: { 'x-pagerduty-signature': 'v1={signature}*,…' } }),
  paystack: hmac({ headers: { 'x-paystack-signature': '{signature}' }, hash: 'sha512' }),
  persona: hmac({
    headers: { 'persona-signature': 't={timestamp},v1={signature},… …' },
    signs: '{timestamp}.{body}',
    time: seconds(300),
  }),
  pipedrive: credential({ authorization: 'Basic {secret|base64}' }),
  plaid: jwt({
    headers: { 'plaid-verification': '{token}' },
    algorithms: ['ES256'],
    claims: { request_body_sha256: '{body|sha256}' },
    window: 300,
  }),
  polar: either(standardWebhooks(), standardWebhooks('webhook', 'text')),
  postmark: credential({ authorization: 'Basic {secret|base64}' }),
  razorpay: hmac({ headers: { 'x-razorpay-signature': '{signature}' } }),
  resend: standardWebhooks('svix'),
  'revenuecat-authorization': credential({ authorization: '{secret}' }),
  revenuecat: hmac({
    headers: { 'x-revenuecat-webhook-signature': 't={timestamp},v1={signature}*,…' },
    signs: '{timestamp}.{body}',
    time: seconds(300),
  }),
  sanity: hmac({
    headers: { 'sanity-webhook-signature': 't={timestamp},v1={signature}' },
    signs: '{timestamp}.{body}',
    encoding: 'base64url',
    time: milliseconds(86_400),
  }),
  segment: hmac({ headers: { 'x-signature': '{signature}' }, hash: 'sha1' }),
  sendcloud: hmac({ headers: { 'sendcloud-signature': '{signature}' } }),
  sendgrid: ecdsa({
    headers: {
      'x-twilio-email-event-webhook-signature': '{signature}',
      'x-twilio-email-event-webhook-timestamp': '{timestamp}',
    },
    signs: '{timestamp}{body}',
    time: seconds(300),
  }),
  sentry: either(
    hmac({ headers: { 'sentry-hook-signature': '{signature}' } }),
    hmac({ headers: { 'sentry-app-signature': '{signature}' } }),
  ),
  shippo: hmac({
    headers: { 'shippo-auth-signature': 't={timestamp},v1={signature},…' },
    signs: '{timestamp}.{body}',
    time: seconds(300),
  }),
  shipstation: rsa({
    headers: {
      'x-shipengine-rsa-sha256-signature': '{signature}',
      'x-shipengine-timestamp': '{timestamp}',
      'x-shipengine-rsa-sha256-key-id': '{key}',
    },
    signs: '{timestamp}.{body}',
    time: rfc3339(300),
    published: 'https://api.shipengine.com/jwks',
  }),
  shopify: either(
    hmac({
      headers: {
        'x-shopify-hmac-sha256': '{signature}',
        'x-shopify-shop-domain': '{any}',
        'x-shopify-api-version': '{any}',
        'x-shopify-webhook-id': '{any}',
      },
      encoding: 'base64',
    }),
    hmac({ headers: { 'shopify-hmac-sha256': '{signature}' }, encoding: 'base64' }),
  ),
  slack: hmac({
    headers: { 'x-slack-signature': 'v0={signature}', 'x-slack-request-timestamp': '{timestamp}' },
    signs: 'v0:{timestamp}:{body}',
    time: seconds(300),
  }),
  square: hmac({
    headers: { 'x-square-hmacsha256-signature': '{signature}' },
    signs: '{url}{body}',
    encoding: 'base64',
  }),
  'standard-webhooks': either(standardWebhooks(), standardWebhooks('svix')),
  'stripe-thin': paired('stripe-signature', 300),
  stripe: paired('stripe-signature', 300),
  stytch: standardWebhooks('svix'),
  'supabase-db': credential({ authorization: 'Bearer {secret}' }),
  supabase: standardWebhooks(),
  svix: either(standardWebhooks('svix'), standardWebhooks()),
  telegram: credential({ 'x-telegram-bot-api-secret-token': '{secret}' }),
  telnyx: ed25519({
    headers: { 'telnyx-signature-ed25519': '{signature}', 'telnyx-timestamp': '{timestamp}' },
    signs: '{timestamp}|{body}',
    time: seconds(300),
  }),
  twitch: hmac({
    headers: {
      'twitch-eventsub-message-id': '{id}',
      'twitch-eventsub-message-timestamp': '{timestamp}',
      'twitch-eventsub-message-signature': 'sha256={signature}',
    },
    signs: '{id}{timestamp}{body}',
    time: rfc3339(600),
  }),
  typeform: hmac({ headers: { 'typeform-signature': 'sha256={signature}' }, encoding: 'base64' }),
  vercel: hmac({ headers: { 'x-vercel-signature': '{signature}' }, hash: 'sha1' }),
  vonage: jwt({
    headers: { authorization: 'Bearer {token}' },
    algorithms: ['HS256'],
    claims: { iss: 'Vonage', payload_hash: '{body|sha256}' },
    withoutBody: ['payload_hash'],
    window: 300,
  }),
  woocommerce: hmac({ headers: { 'x-wc-webhook-signature': '{signature}' }, encoding: 'base64' }),
  workos: hmac({
    headers: { 'workos-signature': 't={timestamp}, v1={signature}…' },
    signs: '{timestamp}.{body}',
    time: milliseconds(180),
  }),
  xero: hmac({ headers: { 'x-xero-signature': '{signature}' }, encoding: 'base64' }),
  zendesk: hmac({
    headers: { 'x-zendesk-webhook-signature': '{signature}', 'x-zendesk-webhook-signature-timestamp': '{timestamp}' },
    signs: '{timestamp}{body}',
    encoding: 'base64',
    time: rfc3339(300),
  }),
  zoom: hmac({
    headers: { 'x-zm-signature': 'v0={signature}', 'x-zm-request-timestamp': '{timestamp}' },
    signs: 'v0:{timestamp}:{body}',
    time: seconds(300),
  }),
};

/** Cases that a scheme alone cannot answer as the vectors want, and why. */
export const DEVIATIONS: ReadonlyMap<string, string> = new Map([
  ['chargebee body-no-id', 'the event guard refuses it'],
  ['docusign signature-base64url-alphabet', 'the case is byte for byte the valid one: its signature has no + or /'],
  ['klaviyo webhook-id-header-differs', "the integration compares the header with the body's id"],
  ['line signature-base64url-alphabet', 'the case is byte for byte the valid one: its signature has no + or /'],
  ['meta handshake-get', 'a handshake'],
  ['plaid key-expired', 'the integration looks at when a key expired'],
  ['polar boundary-shift', 'an id with a dot is valid elsewhere; the shifted body is not JSON of an event'],
  ['polar unknown-event-type', 'an unknown type is not a reason to lose an event'],
  ['stripe shape-missing-id', 'the event guard refuses it'],
  ['vonage payload-hash-uppercase', 'stricter than it needs to be: either answer is allowed but for its name'],
  ['zoom large-body-64KiB', 'the event guard refuses it'],
]);
