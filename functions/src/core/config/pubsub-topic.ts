import { deadLetterTopicOf, topicOf } from '../event/names.ts';
import { badConfig, variableOf, type IntegrationSettings } from './settings.ts';

/** A topic, and its project if that is written. */
interface PubsubTopic {
  readonly project: string | undefined;
  readonly name: string;
}

/** What a provider's own topic has to fit. */
interface TopicPlace {
  /** The providers that publish to a topic of theirs. */
  readonly publishing: readonly string[];
  /** The project that the functions are deployed to; undefined if it is not known, or on one's own machine. */
  readonly project: string | undefined;
}

type Configured = Pick<IntegrationSettings, 'provider' | 'pubsubTopic'>;

/** @see https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names */
const TOPIC = /^(?:projects\/(?<project>[a-z0-9.:-]{4,64})\/topics\/)?(?<name>(?!goog)[A-Za-z][\w.~+%-]{2,254})$/;

/**
 * The provider's own topic that is configured; undefined if there is none.
 * @throws {IntegrationError} `bad-config` for what is not a topic, and for one of ours.
 */
export function pubsubTopicIn({ provider, pubsubTopic }: Configured): PubsubTopic | undefined {
  if (pubsubTopic === undefined) return undefined;
  const variable = variableOf(provider, 'PubsubTopic');
  const { project, name } = TOPIC.exec(pubsubTopic)?.groups ?? {};
  if (name === undefined) {
    throw badConfig(provider, `${variable} is not a topic; write my-topic or projects/my-project/topics/my-topic.`);
  }
  if (name.endsWith(topicOf(provider)) || name.endsWith(deadLetterTopicOf(provider))) {
    throw badConfig(provider, `${variable} names a topic of ours; set it to the one that ${provider} publishes to.`);
  }
  return { project, name };
}

/** Refuses configured topics that cannot work. @throws {IntegrationError} `bad-config` */
export function requireTopics(on: readonly Configured[], { publishing, project }: TopicPlace): void {
  for (const settings of on) {
    const { provider } = settings;
    const topic = pubsubTopicIn(settings);
    if (topic === undefined) continue;
    const variable = variableOf(provider, 'PubsubTopic');
    if (!publishing.includes(provider)) {
      throw badConfig(
        provider,
        `${provider} publishes to no topic; remove ${variable} and set ${variableOf(provider, 'WebhookSecret')}.`,
      );
    }
    // @see https://cloud.google.com/functions/docs/reference/rest/v2/projects.locations.functions#eventtrigger
    if (project === undefined || topic.project === undefined || topic.project === project) continue;
    throw badConfig(
      provider,
      `${variable} names a topic of ${topic.project}, but a function can only listen to topics of its own project, ${project}; have ${provider} publish to a topic there.`,
    );
  }
}
