import { isJsonObject } from '../event/json.ts';
import { hmacMatches, type HmacAlgorithm, type SignatureEncoding } from '../scheme/hmac.ts';
import type { HandshakeSettings, HttpReply, Integration } from '../integration/integration.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { signedUrls } from '../scheme/signed-urls.ts';
import { readOne } from '../integration/recognition.ts';
import {
  firstThatVerifies,
  requireHeader,
  requireUtf8,
  requireWithinWindow,
  safeEqual,
  unreadable,
} from '../scheme/verification.ts';
import { describeEvent, type EventLocators } from './description.ts';
import type { GenericNative } from './event.ts';
import { checkedHmac, keyOf } from './hmac-check.ts';
import { headerName, isHeaderLocator, read, type Locator } from './locator.ts';
import { fill } from './template.ts';
import { secondsOf, UNITS, type TimeUnit } from '../scheme/signed-time.ts';

/** A provider that signs with a shared key, described instead of programmed. */
export interface HmacOptions extends EventLocators {
  /** The header that carries the signature, in lower case: `x-acme-signature`. */
  readonly header: string;
  /** What stands in the header before the signature: `sha256=`. */
  readonly prefix?: string;
  /** Default: `sha256`. */
  readonly algorithm?: HmacAlgorithm;
  /** How the signature is written. Default: `hex`, in lower case. */
  readonly encoding?: SignatureEncoding;
  /** How the key is written in the webhook secret. Default: `text`, used as it stands. */
  readonly key?: 'text' | 'hex' | 'base64';
  /**
   * What is signed, with gaps: `{body}` (has to be there), `{timestamp}`, `{id}`, `{url}` (as registered:
   * `<PROVIDER>_WEBHOOK_URL`), `{method}`. Default: `{body}`.
   */
  readonly signed?: string;
  /** The signed time, where there is one: it is refused outside of a window. */
  readonly timestamp?: SignedTime;
  /** Answers the GET with `hub.challenge` by which Meta and WebSub verify an endpoint, if its token is that of `<PROVIDER>_VERIFY_TOKEN`. */
  readonly challenge?: 'hub';
  /** Accepted media types. Default: `application/json`. */
  readonly contentTypes?: readonly string[];
  /** Largest accepted body in bytes. Default: 1 MiB. */
  readonly maxBytes?: number;
}

/** A time that the signature covers. */
export interface SignedTime {
  /** A header whose time is part of `signed`, or a place in the body. */
  readonly at: Locator;
  readonly unit: TimeUnit;
  /** Seconds that it may differ from ours on either side; whole, 1–86400. Default: 300. */
  readonly toleranceSeconds?: number;
}

const DEFAULT_TOLERANCE_SECONDS = 300;
export const DEFAULT_MAX_BYTES = 1_048_576;

/**
 * The integration of a provider that signs with a shared key.
 * @param provider camelCase; names its topic, functions and variables.
 * @throws {IntegrationError} `bad-config` for options that cannot work.
 */
export function hmacIntegration(provider: string, options: HmacOptions): Integration<GenericNative> {
  const { header, prefix = '', algorithm = 'sha256', encoding = 'hex', timestamp, challenge } = options;
  const template = checkedHmac(provider, options);
  const coveredHeaders = new Set<Locator | undefined>([
    ...(template.gaps.has('timestamp') ? [timestamp?.at] : []),
    ...(template.gaps.has('id') && typeof options.id === 'string' ? [options.id] : []),
  ]);
  const covers = (locator: Locator) => !isHeaderLocator(locator) || coveredHeaders.has(locator);
  const requireTime = (request: RawWebhook, body: unknown, now: Date, toleranceSeconds: number) => {
    if (timestamp === undefined) return;
    const seconds = secondsOf(read(timestamp.at, request, body), timestamp.unit);
    requireWithinWindow(provider, { seconds, ...placeOf(timestamp) }, now, toleranceSeconds);
  };

  const signedAtOf = (request: RawWebhook, body: unknown) =>
    timestamp && new Date(secondsOf(read(timestamp.at, request, body), timestamp.unit) * 1000);

  return {
    provider,
    methods: ['POST'],
    contentTypes: options.contentTypes ?? ['application/json'],
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
    signatureHeader: header,
    signsUrl: template.gaps.has('url'),
    ...(timestamp !== undefined && { toleranceSeconds: timestamp.toleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS }),
    signsWithSecretKey: true,
    checkSecret: (secret) =>
      keyOf(secret, options.key) === undefined ? `is no key: it must be written in ${options.key}` : undefined,

    verify(request, secrets, now, { toleranceSeconds }) {
      const given = requireHeader(provider, request, header);
      if (!given.startsWith(prefix)) throw unreadable(provider, `header ${header}`, prefix);
      requireUtf8(provider, request);
      const inHeader = timestamp !== undefined && isHeaderLocator(timestamp.at);
      const time = inHeader ? requireLocated(provider, request, timestamp.at) : '';
      if (inHeader) requireTime(request, undefined, now, toleranceSeconds);
      const values = {
        body: request.rawBody,
        method: request.method,
        timestamp: time,
        id:
          template.gaps.has('id') && typeof options.id === 'string'
            ? requireLocated(provider, request, options.id)
            : '',
      };
      const urls = template.gaps.has('url') ? signedUrls(provider, request) : [''];
      const secret = firstThatVerifies(provider, secrets, (candidate) => {
        const key = keyOf(candidate, options.key);
        const matches = (url: string) =>
          key !== undefined &&
          hmacMatches({ algorithm, encoding, key, parts: fill(template, { ...values, url }) }, [
            given.slice(prefix.length),
          ]);
        return urls.some(matches);
      });
      const sorted = readOne({ provider, isEvent: isJsonObject, needs: 'to be an object' }, request);
      const [native] = sorted.events.map((event) => event.native);
      if (!inHeader) requireTime(request, native, now, toleranceSeconds);
      return { ...sorted, secret, signedAt: signedAtOf(request, native) };
    },

    describe(native, request) {
      const signedAt = signedAtOf(request, native);
      return describeEvent(provider, options, native, request, { signedAt, covers, coversBody: true });
    },

    ...(challenge === 'hub' && { handshake: answerHubChallenge, needsVerifyToken: true }),
  };
}

/** Where a signed time stands, for the message if it cannot be read. */
function placeOf({ at, unit }: SignedTime): { readonly place: string; readonly part: string } {
  const written = UNITS[unit];
  return isHeaderLocator(at)
    ? { place: `header ${headerName(at)}`, part: `time in ${written}` }
    : { place: 'body', part: `time in ${written} at ${at}` };
}

function requireLocated(provider: string, request: RawWebhook, locator: Locator): string {
  return isHeaderLocator(locator) ? requireHeader(provider, request, headerName(locator)) : '';
}

/** @see https://www.w3.org/TR/websub/#hub-verifies-intent and https://developers.facebook.com/docs/graph-api/webhooks/getting-started */
function answerHubChallenge(
  request: RawWebhook,
  _secrets: readonly string[],
  _now: Date,
  { verifyToken }: HandshakeSettings,
): HttpReply | undefined {
  const query = new URLSearchParams(request.url.slice(request.url.indexOf('?') + 1));
  const [challenge, ...more] = query.getAll('hub.challenge');
  if (request.method !== 'GET' || query.get('hub.mode') !== 'subscribe') return undefined;
  if (challenge === undefined || more.length > 0) return undefined;
  const token = query.get('hub.verify_token') ?? '';
  return verifyToken !== undefined && safeEqual(verifyToken, token)
    ? { status: 200, body: challenge }
    : { status: 403, body: 'The verify token is not the configured one.' };
}
