import { integration } from '../../core/integration/from-facts.ts';
import { readOne } from '../../core/integration/recognition.ts';
import { notAnEvent, requireText } from '../../core/scheme/verification.ts';
import { APP_FORM } from './app.ts';
import { places } from './event.ts';
import { withDecodedParts } from './nested.ts';
import { notificationIn, scheme } from './scheme.ts';

/** The body must be parsed before it can be verified. Notifications have some 20 kilobytes. */
const MAX_BYTES = 262_144;

/**
 * App Store Server Notifications V2. The event is the signed notification, with its transaction and its renewal decoded.
 * @see https://developer.apple.com/documentation/appstoreservernotifications
 */
export const appStore = integration({
  provider: 'appStore',
  kind: 'payments',
  unusedVerifier: '`@apple/app-store-server-library` accepts more than ES256',
  scheme,
  places,
  maxBytes: MAX_BYTES,
  // Even if the operator sets a higher limit.
  refuses: ({ rawBody }) =>
    rawBody.byteLength > MAX_BYTES ? `it may have ${MAX_BYTES} bytes, because its signature is in it` : undefined,

  reads(request, recognition) {
    const { provider } = recognition;
    const claims = notificationIn(requireText(provider, request))?.claims ?? {};
    const { notificationUUID: id } = claims;
    // The ledger rests on it.
    if (id !== undefined && typeof id !== 'string') throw notAnEvent(provider, 'notificationUUID must be a text');
    return readOne(recognition, { rawBody: Buffer.from(JSON.stringify(withDecodedParts(claims))) });
  },

  secret: {
    form: APP_FORM,
    fault:
      'is not an app: write its bundle id, the environment, and for Production its Apple ID, as in com.example.app:Production:1234567890 or com.example.app:Sandbox',
  },
});
