import { attributesAsHeaders, type ProviderTopic } from '../../core/integration/provider-topic.ts';

/**
 * The topic that a subscription names by `pubsub://project:topic`. A message holds the body of the request, and its headers
 * as attributes.
 * @see https://shopify.dev/docs/apps/build/webhooks/subscribe/get-started?deliveryMethod=pubSub
 */
export const shopifyTopic: ProviderTopic = {
  provider: 'shopify',
  publisher: 'delivery@shopify-pubsub-webhooks.iam.gserviceaccount.com',
  request: (message) => ({ headers: attributesAsHeaders(message), rawBody: message.data }),
};
