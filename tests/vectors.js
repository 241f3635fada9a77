import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeUtf8 } from '../functions/src/core/event/json.js';
/**
 * Signature cases with the verdict of each provider's official verifier, read from outside the project:
 * they hold data of other people's test suites. If the folder is missing, the tests that use them are
 * skipped and say so.
 */
const FOLDER = process.env['VECTORS_DIR'] ?? join(import.meta.dirname, '..', '..', 'shared', 'vectors');
/** The cases of one file; undefined if the folder is not there. */
export function vectorsOf(name) {
  const path = join(FOLDER, `${name}.json`);
  if (!existsSync(path)) return undefined;
  const file = JSON.parse(readFileSync(path, 'utf8'));
  return file.cases.map((entry) => ({
    name: entry.name,
    method: entry.method,
    url: entry.url,
    registeredUrl: String({ ...file.config, ...entry.config }['audience'] ?? entry.url),
    headers: entry.headers,
    body: bodyOf(entry),
    wireBody: entry.wireBodyBase64 === undefined ? undefined : Buffer.from(entry.wireBodyBase64, 'base64'),
    secrets: entry.secrets.map((secret) => configuredSecret(name, secret, { ...file.config, ...entry.config })),
    now: new Date(entry.now * 1000),
    verdict: OUR_VERDICTS.get(`${name} ${entry.name}`) ?? verdictOf(entry, bodyOf(entry)),
    kind: entry.kind ?? (entry.tags?.includes('handshake') === true ? 'handshake' : 'delivery'),
    reply: entry.reply,
  }));
}
/** Whom we are configured to trust, if that is more than the file's secret. */
function configuredSecret(name, secret, config) {
  if (name === 'googlePlay') {
    return `local-testing:${Buffer.from(secret).toString('base64url')}:${config['serviceAccountEmail']}`;
  }
  if (name !== 'appStore') return secret;
  const { bundleId, environment, appAppleId } = config;
  const app = `${bundleId}:${environment}${environment === 'Production' ? `:${appAppleId}` : ''}`;
  return `local-testing:${secret.replaceAll(/-----[A-Z ]+-----|\s/g, '')}:${app}`;
}
/** Cases that one endpoint of ours serves and the official verifiers split into methods, and cases that contradict another. */
const OUR_VERDICTS = new Map([
  ['stripe-thin shape-v1-snapshot-to-parseEventNotification', 'accept'],
  ['standard-webhooks svix-header-family', 'accept'],
  // Mailgun signs a time and a token. No verifier can tell that the event is another one; the token is its id, so that
  // the ledger handles one event for each.
  ['mailgun event-tampered', 'accept'],
  // Its signature is right. Polar's SDK refuses types that are newer than itself; we must not lose their events.
  ['polar unknown-event-type', 'accept'],
  // The signature has neither + nor /, so both alphabets write it alike.
  ['docusign signature-base64url-alphabet', 'accept'],
  ['line signature-base64url-alphabet', 'accept'],
  // WorkOS signs milliseconds: this case is its valid-baseline, byte for byte.
  ['workos ts-milliseconds', 'accept'],
]);
/** The request of a case, as a function sees it. */
export function requestOf(vector) {
  const { pathname, search } = new URL(vector.url);
  return {
    method: vector.method,
    url: pathname + search,
    publicUrls: [vector.registeredUrl],
    headers: vector.headers,
    rawBody: vector.body,
    receivedAt: vector.now,
  };
}
function verdictOf(entry, bytes) {
  const { expect, strict, body, verdict, mayReject, mayAccept } = entry;
  if (verdict === 'either' || mayReject === true || mayAccept === true) return 'either';
  if (strict === 'reject') return 'refuse';
  // Some SDKs refuse a signed body that is not an event.
  if (body === 'either') return expect === 'invalid' ? 'either' : 'accept-or-bad-request';
  if (expect === 'invalid') return 'refuse';
  // Not every file marks the bodies that are not JSON for not being plain UTF-8.
  return decodeUtf8(bytes) === undefined ? 'accept-or-bad-request' : 'accept';
}
function bodyOf({ bodyBase64, bodyPattern }) {
  if (bodyPattern === undefined) return Buffer.from(bodyBase64 ?? '', 'base64');
  const { prefix, unit, count, suffix } = bodyPattern;
  return Buffer.from(prefix + unit.repeat(count) + suffix);
}
/** Files of cases by provider, if they are not named after it. */
const FILES = {
  front: ['front', 'front-rule'],
  adyen: ['adyen-payments'],
  adyenPlatform: ['adyen-banking'],
  auth0: ['auth0-event-streams'],
  revenuecat: ['revenuecat', 'revenuecat-authorization'],
  stripe: ['stripe', 'stripe-thin'],
  supabase: ['supabase', 'supabase-db'],
  standardWebhooks: ['standard-webhooks', 'svix'],
};
/** The files that hold a provider's cases. */
export function vectorFilesOf(provider) {
  return FILES[provider] ?? [provider];
}
