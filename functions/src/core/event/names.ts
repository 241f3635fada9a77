/** The one rule by which topics, functions and variables are named after a provider. */

/** In the place of a provider: names the topic, the functions and the log lines of durable sagas. */
export const SAGAS = 'sagas';

/** The functions that all durable sagas share, by their names within the installation. */
export const SAGA_FUNCTIONS = {
  /** Carries out commands, and decides about instances that are due. */
  consumer: `${SAGAS}-onSagaEvent`,
  /** Keeps dead letters. */
  deadLetters: `${SAGAS}-onDeadLetter`,
  /** Runs each minute, and finds what is due. */
  wake: `${SAGAS}-wake`,
} as const;

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

/** The function on a provider's own topic, by its name within the installation. */
export function topicFunctionOf(provider: string): string {
  return `${provider}-topic`;
}

/** Whether a native type matches one of the wanted ones; a trailing `*` stands for any ending. */
export function matchesType(type: string, wanted: readonly string[]): boolean {
  if (wanted.length === 0) return true;
  return wanted.some((pattern) => (pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern));
}
