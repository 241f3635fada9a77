import type { DurableSagaDefinition } from '../durable/definition.ts';
import type { OwnSetting } from '../config/own-settings.ts';
import { deadLetterTopicOf, titleOf, topicFunctionOf, topicOf } from '../event/names.ts';
import type { Integration } from '../integration/integration.ts';
import type { ProviderTopic } from '../integration/provider-topic.ts';
import type { Samples } from '../integration/samples.ts';
import type { Lister } from '../recover/lister.ts';
import type { StateLister } from '../recover/state-lister.ts';
import type { FailureList } from '../recover/failed-deliveries.ts';
import type { Registration } from '../registration/registrar.ts';

/** What the generator writes of one provider: what no rule derives from the provider's name. */
interface CatalogFacts extends CatalogLoaders {
  /** The provider's name as the provider writes it, unless it is the folder's name with a capital letter. */
  readonly title?: string;
  /** By the name of the function: `onStripeEvent`. */
  readonly consumers: Readonly<Record<string, ConsumerFacts>>;
  readonly types?: readonly string[];
  readonly unreadTypes?: readonly string[];
}

/** Loads what a provider's folder exports when a tool asks for it. */
interface CatalogLoaders {
  readonly integration: () => Promise<Integration<unknown>>;
  readonly samples: () => Promise<Samples>;
  /** Lists events from the provider's API, if the integration can. */
  readonly missedEvents?: () => Promise<Lister>;
  /** Lists the states of objects from the provider's API, if that is all it can. */
  readonly objectStates?: () => Promise<StateLister>;
  /** What the provider tells of deliveries that failed, if its API lists no events. */
  readonly failedDeliveries?: () => Promise<FailureList>;
  /** How its webhooks are registered, if the provider's API can do it. */
  readonly registration?: () => Promise<Registration>;
  /** The provider's own topic, if it publishes to one. */
  readonly providerTopic?: () => Promise<ProviderTopic>;
  /** The settings and secrets that handlers read, if there are any. */
  readonly settings?: () => Promise<readonly OwnSetting[]>;
}

interface ConsumerFacts {
  /** The types of the commands that each saga may issue. */
  readonly sagas?: Readonly<Record<string, readonly string[]>>;
  readonly tasks?: readonly string[];
  /** Durable sagas that take facts from its events. */
  readonly durable?: readonly string[];
  /** Types of every command that its handlers take. */
  readonly commands?: readonly string[];
  /** One of its handlers or tasks may ask to be tried again later. */
  readonly retriesLater?: true;
}

/** What there is of one provider, for tools and tests. Names do not include the prefix of a codebase. */
export interface EntryOf<Provider extends string> extends CatalogLoaders {
  readonly provider: Provider;
  /** The provider's name as the provider writes it: `GitHub`. */
  readonly title: string;
  readonly topic: string;
  readonly deadLetterTopic: string;
  /** The HTTPS function. */
  readonly webhook: string;
  /** The function that keeps the dead letters. */
  readonly deadLetters: string;
  readonly consumers: readonly CatalogConsumer[];
  /** The types of events that sagas and tasks take, as far as their code tells: what to ask the provider for. */
  readonly types: readonly string[];
  /** The sagas and tasks whose types cannot be read from their code. */
  readonly unreadTypes: readonly string[];
}

/** One subscriber function. */
interface CatalogConsumer {
  readonly name: string;
  readonly topic: string;
  readonly sagas: readonly { readonly name: string; readonly commands: readonly string[] }[];
  readonly tasks: readonly string[];
  readonly durable: readonly string[];
  readonly commands: readonly string[];
  /** Whether one of its handlers or tasks may ask to be tried again later. */
  readonly retriesLater: boolean;
}

/** One durable saga, for tools and tests. */
export interface DurableEntry {
  /** Where its facts come from. */
  readonly providers: readonly string[];
  /** Types of the commands that it may issue. */
  readonly commands: readonly string[];
  /** Loads it. */
  readonly definition: () => Promise<DurableSagaDefinition>;
}

/** The providers that publish to a topic of theirs. */
export function publishingIn(
  catalog: readonly Pick<EntryOf<string>, 'provider' | 'providerTopic'>[],
): readonly string[] {
  return catalog.flatMap(({ provider, providerTopic }) => (providerTopic === undefined ? [] : [provider]));
}

/** Whether one of a provider's consumers may put off its events: a scheduled function wakes them. */
export function retriesLater({ consumers }: Pick<EntryOf<string>, 'consumers'>): boolean {
  return consumers.some((consumer) => consumer.retriesLater);
}

/** Every function that a provider may have, by its name within the installation. */
export function functionNamesOf({
  provider,
  webhook,
  deadLetters,
  consumers,
  missedEvents,
  objectStates,
  providerTopic,
}: Omit<EntryOf<string>, keyof CatalogLoaders> &
  Pick<CatalogLoaders, 'missedEvents' | 'objectStates' | 'providerTopic'>): readonly string[] {
  const reconcile = (missedEvents ?? objectStates) === undefined ? [] : [`${provider}-reconcile`];
  const topic = providerTopic === undefined ? [] : [topicFunctionOf(provider)];
  return [webhook, ...topic, deadLetters, ...consumers.map(({ name }) => name), ...reconcile];
}

/** Adds to the facts of a provider what follows from its name. */
export function catalogEntry<Provider extends string>(
  provider: Provider,
  { title = titleOf(provider), consumers, types = [], unreadTypes = [], ...loaders }: CatalogFacts,
): EntryOf<Provider> {
  const topic = topicOf(provider);
  return {
    provider,
    title,
    topic,
    deadLetterTopic: deadLetterTopicOf(provider),
    webhook: `${provider}-webhook`,
    deadLetters: `${provider}-onDeadLetter`,
    consumers: Object.entries(consumers).map(([name, facts]) => {
      const { sagas = {}, tasks = [], durable = [], commands = [], retriesLater = false } = facts;
      return {
        name: `${provider}-${name}`,
        topic,
        sagas: Object.entries(sagas).map(([saga, issued]) => ({ name: saga, commands: issued })),
        tasks,
        durable,
        commands,
        retriesLater,
      };
    }),
    types,
    unreadTypes,
    ...loaders,
  };
}

/** The entries of the integrations that are on. */
export function entriesOn<Entry extends { readonly provider: string }>(
  catalog: readonly Entry[],
  on: readonly { readonly provider: string }[],
): readonly Entry[] {
  return catalog.filter(({ provider }) => on.some((one) => one.provider === provider));
}
