import { integration } from '../../core/integration/from-facts.ts';
import { answerHubChallenge } from '../../core/integration/hub-challenge.ts';
import { readOne, sortElements } from '../../core/integration/recognition.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { requireJson, requireText } from '../../core/scheme/verification.ts';
import { places } from './event.ts';
import { changesIn } from './split.ts';

/**
 * Webhooks of Meta's products: WhatsApp, pages and Messenger, Instagram.
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
export const meta = integration({
  provider: 'meta',
  kind: 'communication',
  scheme: hmac({ headers: { 'x-hub-signature-256': 'sha256={signature}' } }),
  places,
  // A request of WhatsApp may have 3 MB.
  maxBytes: 3 * 1024 * 1024,
  secret: {
    form: /^[0-9a-f]{32}$/,
    fault: "is not an app secret, which is 32 hex digits: copy it from the app's Settings, Basic",
  },
  needsVerifyToken: 'to register',
  handshake: answerHubChallenge,
  reads(request, recognition) {
    const changes = changesIn(requireJson(recognition.provider, requireText(recognition.provider, request)));
    return changes.length > 0 ? sortElements(recognition, changes) : readOne(recognition, request);
  },
});
