import { asBuffer } from '../../core/event/json.ts';
import { integration } from '../../core/integration/from-facts.ts';
import { readOne } from '../../core/integration/recognition.ts';
import { requireText } from '../../core/scheme/verification.ts';
import { places } from './event.ts';
import { jsonIn } from './form.ts';
import { scheme } from './scheme.ts';

/** The body must be parsed before it can be verified. Events have a few kilobytes. */
const MAX_BYTES = 1_048_576;

/**
 * Dropbox Sign, formerly HelloSign. It signs the type and the time of an event, with the API key.
 * @see https://developers.hellosign.com/docs/events/overview/
 */
export const dropboxSign = integration({
  provider: 'dropboxSign',
  kind: 'documents',
  unusedVerifier: '`@dropbox/sign` accepts a time that is not a number',
  scheme,
  places,
  contentTypes: ['multipart/form-data', 'application/json'],
  maxBytes: MAX_BYTES,
  refuses({ rawBody }) {
    // Even if the operator sets a higher limit.
    if (rawBody.byteLength > MAX_BYTES) return `it may have ${MAX_BYTES} bytes, because its signature is in it`;
    const start = asBuffer(rawBody).toString('latin1', 0, 2);
    return start === '--' || start.startsWith('{') ? undefined : 'it must be a multipart form with the field json';
  },
  secret: {
    form: /^[0-9a-f]{64}$/,
    fault:
      'is not an API key, which has 64 hex digits: copy the primary key, which signs, from the page API of Dropbox Sign',
  },
  reads(request, recognition) {
    const json = jsonIn(requireText(recognition.provider, request)) ?? '';
    return readOne(recognition, { rawBody: Buffer.from(json) });
  },
  // Dropbox Sign compares the text.
  ack: () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'Hello API Event Received' }),
});
