import { deadLetterTopicOf, SAGA_FUNCTIONS, SAGAS, topicOf } from '../event/names.ts';

/** What tools have to know of a durable saga. */
export type DurableSagaFacts = Readonly<Record<string, { readonly providers: readonly string[] }>>;

/** The functions that all durable sagas share, for tools. Names do not include the prefix of a codebase. */
export interface SagaGroup {
  readonly provider: typeof SAGAS;
  /** Whose events the durable sagas take: the functions are deployed if one of these integrations is on. */
  readonly sources: readonly string[];
  /** Both topics are of the own installation, whatever it listens to. */
  readonly topic: string;
  readonly deadLetterTopic: string;
  /** The function that carries out commands, and decides about instances that are due. */
  readonly consumer: string;
  /** The function that keeps the dead letters. */
  readonly deadLetters: string;
  /** The scheduled function that finds what is due. */
  readonly wake: string;
}

/** The functions of a bundle's durable sagas; undefined if it has no durable saga. Pure. */
export function sagaGroupOf(durableSagas: DurableSagaFacts): SagaGroup | undefined {
  const sagas = Object.values(durableSagas);
  if (sagas.length === 0) return undefined;
  return {
    provider: SAGAS,
    sources: [...new Set(sagas.flatMap(({ providers }) => providers))].toSorted(),
    topic: topicOf(SAGAS),
    deadLetterTopic: deadLetterTopicOf(SAGAS),
    ...SAGA_FUNCTIONS,
  };
}

/** The same, if one of the integrations that the durable sagas take events of is on. Pure. */
export function deployedSagaGroup(
  durableSagas: DurableSagaFacts,
  on: readonly { readonly provider: string }[],
): SagaGroup | undefined {
  const group = sagaGroupOf(durableSagas);
  return group !== undefined && on.some(({ provider }) => group.sources.includes(provider)) ? group : undefined;
}

/** Every function of the group, by its name within the installation. */
export function sagaFunctionNames({ consumer, deadLetters, wake }: SagaGroup): readonly string[] {
  return [consumer, deadLetters, wake];
}
