/** The one rule by which topics, functions and variables are named after a provider. */

/** `standardWebhooks` → `StandardWebhooks`: how event classes and log messages spell a provider. */
export function titleOf(provider: string): string {
  return provider.charAt(0).toUpperCase() + provider.slice(1);
}

/** `standardWebhooks` → `STANDARD_WEBHOOKS`: the prefix of a provider's environment variables. */
export function variablePrefixOf(provider: string): string {
  return provider.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}

/** The Pub/Sub topic that a provider's events are published to. */
export function topicOf(provider: string): string {
  return `integration-${provider}-events`;
}

/** The Pub/Sub topic that takes what was given up on. */
export function deadLetterTopicOf(provider: string): string {
  return `${topicOf(provider)}-dead-letter`;
}

/** The deployed name of the consumer that runs a provider's sagas: `stripe-onStripeEvent`. */
export function consumerOf(provider: string): string {
  return `${provider}-on${titleOf(provider)}Event`;
}
