/** What secrets look like, so that the wrong one is named at start instead of shown by refused events. */

/** Keys and tokens that nobody signs webhooks with. Each says what it is, with its article. */
const API_KEYS: readonly (readonly [form: RegExp, what: string])[] = [
  [/^(?:ghp|gho|ghu|ghs|ghr|github_pat)_\w{16,}$/, 'an access token of GitHub'],
  [/^xox[a-z]-|^xapp-/, 'a token of Slack'],
  [/^SG\.[\w-]+\.[\w-]+$/, 'an API key of SendGrid'],
  [/^(?:AC|SK)[0-9a-f]{32}$/, 'a SID of Twilio'],
  [/^re_\w{16,}$/, 'an API key of Resend'],
  [/^pdl_(?:live|sdbx)_apikey_/, 'an API key of Paddle'],
  [/^shp(?:at|ca|pa|ua)_/, 'an access token of Shopify'],
  [/^c[ks]_[0-9a-f]{40}$/, 'an API key of WooCommerce'],
  [/^pat-[a-z]{2}\d-/, 'an access token of HubSpot'],
  [/^lin_(?:api|oauth)_/, 'an API key of Linear'],
  [/^EZ[AT]K/, 'an API key of EasyPost'],
  [/^dG9rOj/, 'an access token of Intercom'],
  [/^SSWS /, 'an API token of Okta'],
  [/^sk-[\w-]{20,}$/, 'an API key'],
  [/^glpat-/, 'an access token of GitLab'],
  [/^key-[0-9a-f]{32}$/, 'an API key of Mailgun'],
  [/^AIza[\w-]{35}$|^ya29\./, 'a key or a token of Google'],
  [/^A[KS]IA[0-9A-Z]{16}$/, 'an access key of AWS'],
  [/^-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
];

/** Stripe, Clerk and WorkOS call by these; a few providers, such as Paystack, sign with theirs. */
const SECRET_KEY = /^[spr]k_(?:test|live)_|^sk_\w{20,}$/;

/** Webhook secrets by which no API can be called, and keys that are public. */
const NO_API_KEYS: readonly (readonly [form: RegExp, what: string])[] = [
  [/^(?:whsec|pdl_ntfset|shpss|lin_wh)_/, 'a webhook secret'],
  [/^pk_(?:test|live)_/, 'a publishable key'],
];

/**
 * How a secret begins that brings along whom to trust: a certificate or a key that samples are signed with, in place of
 * the provider's own. Whoever knows the private part of it could send any event, so deployed functions refuse it.
 */
export const LOCAL_TRUST = 'local-testing:';

/** Whether a secret brings along whom to trust, see {@link LOCAL_TRUST}. */
export function isLocalTrust(secret: string): boolean {
  return secret.startsWith(LOCAL_TRUST);
}

/** What is wrong with a secret that a deployed function must not accept, as half a sentence. */
export const LOCAL_TRUST_FAULT = `begins with ${LOCAL_TRUST} and is for your own machine only: it trusts whoever made it; set the one that the integration's README describes`;

/** Fewer characters than this can be guessed from one signed request. */
const LEAST_CHARACTERS = 16;

/**
 * What a supposed webhook secret is, if it is a well-known API key or token: `an API key of SendGrid`.
 * @param mayBeSecretKey Whether the provider may sign with the secret key of its API (`sk_live_…`).
 */
export function apiKeyIn(secret: string, mayBeSecretKey = false): string | undefined {
  if (!mayBeSecretKey && SECRET_KEY.test(secret)) return 'an API key';
  return API_KEYS.find(([form]) => form.test(secret))?.[1];
}

/** What a supposed API key is, if no API can be called with it: `a webhook secret`. */
export function noApiKeyIn(key: string): string | undefined {
  return NO_API_KEYS.find(([form]) => form.test(key))?.[1];
}

/** Whether a secret is so short that it can be guessed. */
export function isGuessable(secret: string): boolean {
  return secret.length < LEAST_CHARACTERS;
}
