import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://airtable.com/developers/web/api/webhooks-overview */
export const airtable = integration({
  provider: 'airtable',
  kind: 'productivity',
  scheme: hmac({ headers: { 'x-airtable-content-mac': 'hmac-sha256={signature}' }, key: 'base64' }),
  places,
  secret: {
    form: /^[A-Za-z0-9+/]{20,}={0,2}$/,
    fault: 'is not base64: use the macSecretBase64 that Airtable returned when you created the webhook',
  },
  // Airtable wants an empty answer.
  ack: () => ({ status: 200 }),
});
