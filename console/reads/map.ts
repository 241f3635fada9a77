import type { CommandTotals, ConsumerTotals, Totals } from '../../functions/src/core/inspect/statistics.ts';
import { SAGAS } from '../../functions/src/core/event/names.ts';
import type { ConsolePorts, ConsumerFacts, ProviderFacts, SagaPorts } from '../ports.ts';
import { jsonReply, type ApiReply } from '../replies.ts';

/** `GET /api/map`: providers, topics, consumers, sagas and commands as they were generated, with their counts. */
export async function showMap({ providers, totals, sagas }: ConsolePorts): Promise<ApiReply> {
  const counted = await totals.totals({
    providers: [...providers.map(({ provider }) => provider), ...(sagas === undefined ? [] : [SAGAS])],
    consumers: [
      ...providers.flatMap(({ consumers }) => consumers.map(({ name }) => name)),
      ...(sagas === undefined ? [] : [sagas.group.consumer]),
    ],
  });
  return jsonReply(200, {
    providers: providers.map((facts) => providerOf(facts, counted)),
    ...(sagas !== undefined && { sagas: sagaGroupOf(sagas, counted) }),
  });
}

/** What all durable sagas share, in the same words as a provider's way. */
function sagaGroupOf({ group, sagas }: SagaPorts, totals: Totals): object {
  const { published, openLetters } = totals.providers.get(SAGAS) ?? {};
  const { topic, deadLetterTopic, consumer, deadLetters, wake } = group;
  const issuing = Object.entries(sagas).map(([name, { commands }]) => ({ name, commands }));
  return {
    wake,
    topic: { name: topic, published },
    consumer: consumerOf({ name: consumer, sagas: issuing, tasks: [] }, totals.consumers.get(consumer) ?? {}),
    deadLetters: { topic: deadLetterTopic, function: deadLetters, open: openLetters },
  };
}

function providerOf({ provider, title, webhook, topic, consumers, ...facts }: ProviderFacts, totals: Totals): object {
  const { received, refused, published, openLetters } = totals.providers.get(provider) ?? {};
  return {
    provider,
    title,
    webhook: { ...webhook, received, refused },
    topic: { name: topic, published },
    consumers: consumers.map((consumer) => consumerOf(consumer, totals.consumers.get(consumer.name) ?? {})),
    deadLetters: {
      topic: facts.deadLetterTopic,
      function: facts.deadLetters,
      open: openLetters,
    },
  };
}

function consumerOf(
  { name, sagas, tasks, durable = [] }: ConsumerFacts,
  { commands, ...counts }: ConsumerTotals,
): object {
  const countsOf = (command: string): Partial<CommandTotals> =>
    commands === undefined ? {} : (commands.find((counted) => counted.name === command) ?? { done: 0, failed: 0 });
  return {
    name,
    counts,
    sagas: sagas.map((saga) => ({
      name: saga.name,
      commands: saga.commands.map((command) => ({ ...countsOf(`${saga.name}/${command}`), name: command })),
    })),
    tasks: tasks.map((task) => ({ ...countsOf(task), name: task })),
    durable,
  };
}
