import { valueAt } from '../../core/event/json-pointer.ts';
import { integration, readBody } from '../../core/integration/from-facts.ts';
import { hmac, rfc3339 } from '../../core/scheme/schemes.ts';
import { headerOf, notAnEvent, requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

const ID_HEADER = 'klaviyo-webhook-id';

/** @see https://developers.klaviyo.com/en/docs/working_with_system_webhooks */
export const klaviyo = integration({
  provider: 'klaviyo',
  kind: 'communication',
  scheme: hmac({
    // The signed header can be hours off, so the time in the body is checked.
    headers: { 'klaviyo-signature': '{signature}', 'klaviyo-timestamp': '{timestamp}' },
    signs: '{body}{timestamp}',
    time: rfc3339(300, { at: '/meta/timestamp' }),
  }),
  places,
  secret: {
    form: /^(?!pk_)/,
    fault: 'is a private API key: use the secret key that you chose when you created the webhook',
  },
  reads(request, recognition) {
    const named = headerOf(request, ID_HEADER);
    const webhook = valueAt(requireJsonBody(recognition.provider, request), '/meta/klaviyo_webhook_id');
    if (named !== undefined && webhook !== undefined && named !== webhook) {
      throw notAnEvent(recognition.provider, `the header ${ID_HEADER} names another webhook`);
    }
    return readBody(recognition, places.list, request);
  },
});
