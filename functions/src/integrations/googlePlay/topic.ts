import type { ProviderTopic } from '../../core/integration/provider-topic.ts';

/**
 * The topic that is entered in the Play Console. Its messages are those that a subscription pushes.
 * @see https://developer.android.com/google/play/billing/getting-ready#configure-rtdn
 */
export const googlePlayTopic: ProviderTopic = {
  provider: 'googlePlay',
  publisher: 'google-play-developer-notifications@system.gserviceaccount.com',
};
