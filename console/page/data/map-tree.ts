import type { MapConsumer, MapProvider, MapSagas, Outcomes } from './contract.ts';
import { SAGAS } from './overview.ts';

/** A box of the map with the boxes that it leads to. */
export interface Branch {
  readonly id: string;
  readonly kind: 'provider' | 'wake' | 'topic' | 'consumer' | 'saga' | 'durable' | 'task' | 'command' | 'dead';
  readonly title: string;
  readonly counts: readonly Count[];
  readonly provider: string;
  readonly children: readonly Branch[];
}

export interface Count {
  readonly value: number;
  readonly word: string;
  readonly tone: 'good' | 'wait' | 'warn' | 'bad' | 'none';
}

/** The way of one provider's events, as a tree. */
export function treeOf({ provider, title, webhook, topic, consumers, deadLetters }: MapProvider): Branch {
  return {
    id: provider,
    kind: 'provider',
    title,
    counts: counts([webhook.received, 'received', 'none'], [webhook.refused, 'refused', 'warn']),
    provider,
    children: [topicOf(provider, { topic, consumers, deadLetters })],
  };
}

/** The way of what is due at durable sagas, and of their commands. */
export function treeOfSagas({ wake, topic, consumer, deadLetters }: MapSagas): Branch {
  const parts = { topic, consumers: [consumer], deadLetters };
  return { id: SAGAS, kind: 'wake', title: wake, counts: [], provider: SAGAS, children: [topicOf(SAGAS, parts)] };
}

function topicOf(
  provider: string,
  { topic, consumers, deadLetters }: Pick<MapProvider, 'topic' | 'consumers' | 'deadLetters'>,
): Branch {
  const letters: Branch = {
    id: `${provider} dead`,
    kind: 'dead',
    title: 'Dead letters',
    counts: counts([deadLetters.open, 'open', 'bad']),
    provider,
    children: [],
  };
  return {
    id: `${provider} topic`,
    kind: 'topic',
    title: topic.name,
    counts: counts([topic.published, 'published', 'wait']),
    provider,
    children: [...consumers.map((consumer) => consumerOf(provider, consumer)), letters],
  };
}

function consumerOf(provider: string, { name, counts: counted, sagas, tasks, durable }: MapConsumer): Branch {
  const id = `${provider} ${name}`;
  const leaf = (kind: 'command' | 'task', under: string, { name: title, done, failed }: Outcomes): Branch => ({
    id: `${under} ${kind} ${title}`,
    kind,
    title,
    counts: counts([done, 'done', 'good'], [failed, 'failed', 'bad']),
    provider,
    children: [],
  });
  return {
    id,
    kind: 'consumer',
    title: name,
    counts: counts(
      [counted.handled, 'handled', 'good'],
      [counted.waiting, 'waiting', 'wait'],
      [counted.retrying, 'retrying', 'warn'],
      [counted.dead, 'dead', 'bad'],
    ),
    provider,
    children: [
      ...sagas.map(({ name: title, commands }): Branch => {
        const under = `${id} saga ${title}`;
        const children = commands.map((command) => leaf('command', under, command));
        return { id: under, kind: 'saga', title, counts: [], provider, children };
      }),
      ...durable.map((title): Branch => ({
        id: `${id} durable ${title}`,
        kind: 'durable',
        title,
        counts: [],
        provider,
        children: [],
      })),
      ...tasks.map((task) => leaf('task', id, task)),
    ],
  };
}

/** What cannot be known is left out. */
function counts(...all: readonly (readonly [value: number | undefined, word: string, tone: Count['tone']])[]): Count[] {
  return all.flatMap(([value, word, tone]) => (value === undefined ? [] : [{ value, word, tone }]));
}
