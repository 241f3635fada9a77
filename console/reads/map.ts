import type { CommandTotals, ConsumerTotals, Totals } from '../../functions/src/core/inspect/statistics.ts';
import type { ConsolePorts, ConsumerFacts, ProviderFacts } from '../ports.ts';
import { jsonReply, type ApiReply } from '../replies.ts';

/** `GET /api/map`: providers, topics, consumers, sagas and commands as they were generated, with their counts. */
export async function showMap({ providers, totals }: ConsolePorts): Promise<ApiReply> {
  const counted = await totals.totals({
    providers: providers.map(({ provider }) => provider),
    consumers: providers.flatMap(({ consumers }) => consumers.map(({ name }) => name)),
  });
  return jsonReply(200, { providers: providers.map((facts) => providerOf(facts, counted)) });
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

function consumerOf({ name, sagas, tasks }: ConsumerFacts, { commands, ...counts }: ConsumerTotals): object {
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
  };
}
