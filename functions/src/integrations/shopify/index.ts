import { boundId } from '../../core/event/digest.ts';
import { hmacMatches } from '../../core/scheme/hmac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { readOne } from '../../core/integration/recognition.ts';
import { firstThatVerifies, requireUtf8 } from '../../core/scheme/verification.ts';
import { secretForm } from '../../core/config/secret-forms.ts';
import { headersOf } from './headers.ts';
import { changedAt, isShopifyNative, resourceIdOf, type ShopifyNative } from './native.ts';

const PROVIDER = 'shopify';
const RECOGNITION = { provider: PROVIDER, isEvent: isShopifyNative, needs: 'to be an object' };

/**
 * Shopify: webhooks and, with headers of their own, events. Shopify's SDK exports its verifier from its root only,
 * which takes 70 ms to load and asks for a whole app's configuration; the HMAC is computed here instead, and the
 * tests hold it to the SDK's verdicts.
 * @see https://shopify.dev/docs/apps/build/webhooks/subscribe/https
 */
export const shopify: Integration<ShopifyNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  // The body is read as JSON whatever this unsigned header says.
  contentTypes: [],
  // Shopify documents no limit; orders of many lines are some hundred kB.
  maxBytes: 4_194_304,
  checkSecret: secretForm(
    /^(?:shpss_\w+|[0-9a-f]{32}|[0-9a-f]{64})$/,
    'is not a client secret of Shopify, which begins with shpss_ or is hexadecimal: copy it from the client credentials of the app',
  ),

  verify(request, secrets) {
    const { signature } = headersOf(request);
    requireUtf8(PROVIDER, request);
    const secret = firstThatVerifies(PROVIDER, secrets, (key) =>
      hmacMatches({ algorithm: 'sha256', encoding: 'base64', key, parts: [request.rawBody] }, [signature]),
    );
    return { ...readOne(RECOGNITION, request), secret };
  },

  describe(native, request) {
    const { topic, shop, webhookId, eventId, triggeredAt } = headersOf(request);
    const subject = resourceIdOf(native);
    const signedTime = changedAt(native);
    // One event may concern several topics and resources.
    const named = [topic, ...(subject === undefined ? [] : [subject]), eventId ?? webhookId].join(':');
    return {
      id: boundId(named, request.rawBody),
      type: topic,
      time: signedTime ?? triggeredAt ?? request.receivedAt,
      source: `//shopify.com/shops/${encodeURIComponent(shop)}`,
      ...(subject !== undefined && { subject }),
      unsigned: ['id', 'type', 'source', ...(signedTime === undefined ? ['time'] : [])],
    };
  },
};
