import type Stripe from 'stripe';
import type { Reading } from '../../core/integration/facts.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { notAnEvent, requireJsonBody } from '../../core/scheme/verification.ts';
import { eventIdIn, isNotification, isSnapshot, type StripeNative } from './native.ts';

/**
 * The event of an authentic body, as the SDK types it.
 * @throws {IntegrationError} `bad-webhook-request` if the body is not an event at all: every Stripe event has an id and
 *   says that it is an event.
 */
export function readEvent(request: RawWebhook): Reading<StripeNative> | Promise<Reading<StripeNative>> {
  const value = requireJsonBody('stripe', request);
  const json = request.rawBody;
  if (isSnapshot(value)) return { events: [{ native: value, json }] };
  const signedId = eventIdIn(value);
  if (signedId === undefined)
    throw notAnEvent('stripe', 'it needs an id, and its "object" must be "event" or end in ".event"');
  const unknown = { events: [], unknown: [{ json, needs: 'a type, a time and data' }], signedId };
  if (!isNotification(value)) return unknown;
  // The SDK's parser is used only here: it also unwraps other clouds' envelopes, which a request must not be mistaken
  // for.
  return parser().then((sdk) => {
    const native = parsed(sdk, Buffer.from(json).toString());
    return native === undefined ? unknown : { events: [{ native, json }] };
  });
}

/** The thin event in a string; undefined if the SDK cannot read it. */
function parsed(sdk: Stripe, text: string): Stripe.V2.Core.EventNotification | undefined {
  try {
    return sdk.parseEventNotificationWithoutVerification(text);
  } catch {
    return undefined;
  }
}

let keyless: Promise<Stripe> | undefined;

/** Parsing needs an instance of the SDK but no key; only thin events pay for loading it. */
function parser(): Promise<Stripe> {
  keyless ??= import('stripe').then(({ default: Stripe }) => new Stripe('sk_none'));
  return keyless;
}
