import { isJsonObject } from '../../core/event/json.ts';
import { integration } from '../../core/integration/from-facts.ts';
import { readOne, type Recognition } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { requireJsonBody } from '../../core/scheme/verification.ts';
import { places, type FigmaNative } from './event.ts';
import { scheme } from './scheme.ts';

/** The body must be parsed before it can be verified. */
const MAX_BYTES = 262_144;

/**
 * Figma's webhooks, version 2.
 * @see https://developers.figma.com/docs/rest-api/webhooks/
 */
export const figma = integration<FigmaNative>({
  provider: 'figma',
  kind: 'productivity',
  scheme,
  places,
  maxBytes: MAX_BYTES,
  // Even if the operator sets a higher limit.
  refuses: ({ rawBody }) =>
    rawBody.byteLength > MAX_BYTES ? `it may have ${MAX_BYTES} bytes, because its passcode is in it` : undefined,
  reads: withoutPasscode,
});

/** The passcode is a secret: it must not be published, stored or shown. */
function withoutPasscode(request: RawWebhook, recognition: Recognition<FigmaNative>) {
  const body = requireJsonBody('figma', request);
  if (!isJsonObject(body)) return readOne(recognition, request);
  const { passcode: _secret, ...event } = body;
  return readOne(recognition, { rawBody: Buffer.from(JSON.stringify(event)) });
}
