import type Stripe from 'stripe';
import type { Integration } from '../../core/ingest/integration.ts';
import {
  badSignature,
  firstThatVerifies,
  notAnEvent,
  requireHeader,
  requireJson,
  requireText,
  requireWithinWindow,
} from '../../core/ingest/verification.ts';
import { secretForm } from '../../core/secret-forms.ts';
import type { StripeNative } from './event.ts';
import { accountOf, isNotification, isSnapshot } from './native.ts';
import { API_VERSION, webhooks } from './signature.ts';

const PROVIDER = 'stripe';
const SIGNATURE_HEADER = 'stripe-signature';

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
    const text = requireText(PROVIDER, request);
    // The SDK reads the last `t` of the header and refuses only the past: this adds the future.
    requireWithinWindow(PROVIDER, signedTime(header), now, toleranceSeconds);
    const secret = firstThatVerifies(PROVIDER, secrets, (candidate) =>
      signature().verifyHeader(text, header, candidate, toleranceSeconds, undefined, now.getTime()),
    );
    const native = nativeEvent(text);
    return native instanceof Promise
      ? native.then((event) => ({ events: [{ native: event, json: request.rawBody }], secret }))
      : { events: [{ native, json: request.rawBody }], secret };
  },

  describe(native) {
    return {
      id: native.id,
      type: native.type,
      time: native.object === 'event' ? new Date(native.created * 1000) : new Date(native.created),
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

/** The signed time in Unix seconds; NaN where the header has none, which is outside every window. */
function signedTime(header: string): number {
  const times = header.split(',').filter((item) => item.startsWith('t='));
  const digits = /^t=(\d{1,15})$/.exec(times.at(-1) ?? '')?.[1];
  return digits === undefined ? Number.NaN : Number(digits);
}

/** The native event of a signed text, as the SDK types it. */
function nativeEvent(text: string): StripeNative | Promise<StripeNative> {
  const value = requireJson(PROVIDER, text);
  if (isSnapshot(value)) return value;
  // Only here the SDK's own parser: it also unwraps other clouds' envelopes, which nothing at the door may pass for.
  if (isNotification(value)) return parser().then((sdk) => sdk.parseEventNotificationWithoutVerification(text));
  throw notAnEvent(PROVIDER, 'it needs the object "event" or "v2.core.event", an id, a type and a time');
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
  if (native.object === 'event') {
    const { object } = native.data;
    return 'id' in object && typeof object.id === 'string' ? { subject: object.id } : {};
  }
  const related = 'related_object' in native ? native.related_object : undefined;
  return related && 'id' in related && typeof related.id === 'string' ? { subject: related.id } : {};
}
