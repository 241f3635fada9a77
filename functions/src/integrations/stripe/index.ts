import type Stripe from 'stripe';
import { isJsonObject, isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import { hmacMatches } from '../../core/scheme/hmac.ts';
import type { Integration, Verified } from '../../core/integration/integration.ts';
import {
  badSignature,
  firstThatVerifies,
  notAnEvent,
  requireHeader,
  requireJson,
  requireText,
  requireUtf8,
  requireWithinWindow,
  unreadable,
} from '../../core/scheme/verification.ts';
import { secretForm } from '../../core/config/secret-forms.ts';
import type { StripeNative } from './event.ts';
import { accountOf, eventIdIn, isNotification, isSnapshot } from './native.ts';
import { API_VERSION, webhooks } from './signature.ts';

const PROVIDER = 'stripe';
const SIGNATURE_HEADER = 'stripe-signature';
const PLACE = `header ${SIGNATURE_HEADER}`;

/**
 * Larger bodies reach the SDK only after our own hash of their bytes: the SDK takes a string, and builds another one
 * for each secret. Stripe's events are far smaller, and hashing those twice would cost more than it saves.
 */
const MAX_SDK_FIRST_BYTES = 65_536;

/**
 * Stripe: snapshot events (v1) and thin events (v2) on one URL, verified by the official SDK and hardened
 * where it is lenient.
 * @see https://docs.stripe.com/webhooks and https://docs.stripe.com/event-destinations
 */
export const stripe: Integration<StripeNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  maxBytes: 1_048_576,
  // Stripe's own default. @see https://docs.stripe.com/webhooks#replay-attacks
  toleranceSeconds: 300,
  signatureHeader: SIGNATURE_HEADER,
  checkSecret: secretForm(
    /^whsec_\S+$/,
    'is not a signing secret of Stripe, which begins with whsec_: reveal it on the page of the event destination',
  ),

  verify(request, secrets, now, { toleranceSeconds }) {
    const header = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    requireUtf8(PROVIDER, request);
    const seconds = signedTime(header);
    // The SDK reads the last `t` of the header and refuses only the past: this adds the future.
    requireWithinWindow(PROVIDER, { seconds, place: PLACE, part: 't=' }, now, toleranceSeconds);
    const signatures = signaturesIn(header);
    if (signatures.length === 0) throw unreadable(PROVIDER, PLACE, 'v1=');
    const parts = [`${seconds}.`, request.rawBody];
    const isLarge = request.rawBody.byteLength > MAX_SDK_FIRST_BYTES;
    let text: string | undefined;
    const decoded = () => (text ??= requireText(PROVIDER, request));
    const secret = firstThatVerifies(PROVIDER, secrets, (key) => {
      if (isLarge && !hmacMatches({ algorithm: 'sha256', encoding: 'hex', key, parts }, signatures)) return false;
      return signature().verifyHeader(decoded(), header, key, toleranceSeconds, undefined, now.getTime());
    });
    return eventIn(decoded(), request.rawBody, { secret, signedAt: new Date(seconds * 1000) });
  },

  describe(native) {
    return {
      id: native.id,
      type: native.type,
      time: timeOf(native.created),
      source: sourceOf(native),
      ...subjectOf(native),
    };
  },

  remark(native) {
    // Thin events carry no object, so no version of one.
    if (native.object !== 'event' || native.api_version === API_VERSION) return undefined;
    return (
      `Stripe sends events of API version ${native.api_version ?? 'unknown'}, the types are those of ${API_VERSION}: ` +
      'set that version on the webhook endpoint, or expect fields to differ.'
    );
  },
};

type Signature = NonNullable<typeof webhooks.signature>;

function signature(): Signature {
  const { signature: checks } = webhooks;
  if (checks === null || checks === undefined) throw badSignature(PROVIDER);
  return checks;
}

/** The signed time in Unix seconds; NaN if the header has no readable one. */
function signedTime(header: string): number {
  const times = header.split(',').filter((item) => item.startsWith('t='));
  const digits = /^t=(\d{1,15})$/.exec(times.at(-1) ?? '')?.[1];
  return digits === undefined ? Number.NaN : Number(digits);
}

/** The signatures of the header as the SDK reads them: one per active secret while a secret is rolled. */
function signaturesIn(header: string): readonly string[] {
  return header.split(',').flatMap((item) => {
    const [scheme, value] = item.split('=');
    return scheme === 'v1' && value !== undefined && value !== '' ? [value] : [];
  });
}

/** The native event of a signed text, as the SDK types it. */
function eventIn(
  text: string,
  json: Uint8Array,
  proof: Pick<Verified<StripeNative>, 'secret' | 'signedAt'>,
): Verified<StripeNative> | Promise<Verified<StripeNative>> {
  const value = requireJson(PROVIDER, text);
  if (isSnapshot(value)) return { events: [{ native: value, json }], ...proof };
  const signedId = eventIdIn(value);
  if (signedId === undefined) throw notAnEvent(PROVIDER, 'it needs an id, and an object that is an event');
  const unknown = { events: [], unknown: [{ json, needs: 'a type, a time and data' }], signedId, ...proof };
  if (!isNotification(value)) return unknown;
  // Only here the SDK's own parser: it also unwraps other clouds' envelopes, which nothing at the door may pass for.
  return parser().then((sdk) => {
    const native = parsed(sdk, text);
    return native === undefined ? unknown : { events: [{ native, json }], ...proof };
  });
}

/** The thin event in a text; undefined if the SDK can make none of it. */
function parsed(sdk: Stripe, text: string): Stripe.V2.Core.EventNotification | undefined {
  try {
    return sdk.parseEventNotificationWithoutVerification(text);
  } catch {
    return undefined;
  }
}

let keyless: Promise<Stripe> | undefined;

/** Parsing needs an instance but no key; thin events alone pay for loading it. */
function parser(): Promise<Stripe> {
  keyless ??= import('stripe').then(({ default: Stripe }) => new Stripe('sk_none'));
  return keyless;
}

/** The account the event belongs to is part of its source: Connect platforms receive those of many. */
function sourceOf(native: StripeNative): string {
  const account = accountOf(native);
  return account === undefined ? '//stripe.com' : `//stripe.com/accounts/${account}`;
}

function subjectOf(native: StripeNative): { subject?: string } {
  const related = 'related_object' in native ? native.related_object : undefined;
  const object: unknown = native.object === 'event' ? native.data.object : related;
  return isJsonObject(object) && isText(object['id']) ? { subject: object['id'] } : {};
}
