import { integration } from '../../core/integration/from-facts.ts';
import { ed25519, seconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Telnyx: messages and calls. Telnyx signs with a key for each account; the secret is its public half.
 * @see https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks
 */
export const telnyx = integration({
  provider: 'telnyx',
  kind: 'communication',
  unusedVerifier: '`telnyx` takes 37 MB on disk',
  scheme: ed25519({
    headers: { 'telnyx-signature-ed25519': '{signature}', 'telnyx-timestamp': '{timestamp}' },
    signs: '{timestamp}|{body}',
    time: seconds(300),
  }),
  places,
  secret: { fault: 'is not a public key of Telnyx: copy it from Account, Keys & Credentials, Public Key' },
  answerWithinSeconds: 2,
});
