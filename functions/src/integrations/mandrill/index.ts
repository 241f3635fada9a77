import { asBuffer, elementsOf } from '../../core/event/json.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import { sortElements } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { notAnEvent, requireJson, requireText } from '../../core/scheme/verification.ts';
import { places } from './event.ts';
import { eventsIn, formOf, scheme } from './scheme.ts';

const MIB = 1_048_576;

/** The body with which Mandrill tries a URL. */
const NO_EVENTS = Buffer.from(formOf('[]'));

/** @see https://mandrill.zendesk.com/hc/en-us/articles/205583257-How-to-Authenticate-Webhook-Requests */
export const mandrill = integration({
  provider: 'mandrill',
  kind: 'communication',
  scheme,
  places,
  contentTypes: ['application/x-www-form-urlencoded'],
  // Up to 1,000 events, and inbound emails with their attachments.
  maxBytes: 30 * MIB,
  secret: {
    form: /^(?!md-|test-webhook$)\S{16,}$/,
    fault:
      'is not the key of a webhook: copy it from the column Key on the page Webhooks of Mandrill; it is not an API key',
  },
  handshake: answerTrial,
  reads(request, recognition) {
    const text = eventsIn(requireText(recognition.provider, request)) ?? '';
    const events = requireJson(recognition.provider, text);
    if (!Array.isArray(events)) throw notAnEvent(recognition.provider, 'it must be a list of events');
    return sortElements(recognition, events, elementsOf(text));
  },
});

/**
 * Mandrill tries a URL before there is a key: by HEAD, and by a list without events that it signs with a key which
 * everyone knows. Both are answered and publish nothing; that key proves no event.
 */
function answerTrial({ method, rawBody }: RawWebhook): HttpReply | undefined {
  const isTrial = method === 'HEAD' || (method === 'POST' && asBuffer(rawBody).equals(NO_EVENTS));
  return isTrial ? { status: 200 } : undefined;
}
