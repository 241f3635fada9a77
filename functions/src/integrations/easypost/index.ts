import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://docs.easypost.com/guides/webhooks-guide */
export const easypost = integration({
  provider: 'easypost',
  kind: 'logistics',
  scheme: hmac({
    headers: { 'x-hmac-signature': 'hmac-sha256-hex={signature}' },
    // A secret typed with precomposed letters equals the same secret with combining marks.
    key: 'nfkd',
    // EasyPost signs an integer weight as `10.0` but sends it as `10`. @see
    // https://github.com/EasyPost/easypost-node/issues/467
    respell: (body) => body.replaceAll(/("weight":[ \t\r\n]*)(\d+)([ \t\r\n]*)(?=,|\})/g, '$1$2.0'),
  }),
  places,
  // Any content type: the fixture of EasyPost's own SDKs has none, and the signature covers everything that is read.
  contentTypes: [],
});
