import { describe, expect, it } from 'vitest';
import type { MapProvider, ServiceMap } from './contract.ts';
import { layoutMap, type MapNode } from './map-layout.ts';

function provider(name: string, commands: number): MapProvider {
  return {
    provider: name,
    title: name,
    webhook: { name: `${name}-webhook`, url: '', received: 3, refused: 1 },
    topic: { name: `integration-${name}-events`, published: 2 },
    consumers: [
      {
        name: `${name}-onEvent`,
        counts: { handled: 2, retrying: 0, dead: 0, waiting: 0 },
        sagas: [
          {
            name: 'one',
            commands: Array.from({ length: commands }, (_, at) => ({ name: `C${at}`, done: at, failed: 0 })),
          },
          { name: 'two', commands: [] },
        ],
        tasks: [{ name: 'task', done: 1, failed: 0 }],
        durable: ['three'],
      },
    ],
    deadLetters: { topic: `integration-${name}-events-dead-letter`, function: `${name}-onDeadLetter`, open: 1 },
  };
}
const [own] = provider('sagas', 2).consumers;
if (own === undefined) throw new Error('The map has no consumer.');
const map: ServiceMap = {
  providers: [provider('acme', 4), provider('bolt', 1)],
  sagas: {
    wake: 'sagas-wake',
    topic: { name: 'integration-sagas-events' },
    consumer: { ...own, tasks: [], durable: [] },
    deadLetters: { topic: 'integration-sagas-events-dead-letter', function: 'sagas-onDeadLetter' },
  },
};

function overlap(a: MapNode, b: MapNode): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe.each([
  ['in columns', 1_200],
  ['as an outline', 360],
])('the map %s', (_how, width) => {
  const { nodes, edges, height } = layoutMap(map, width);

  it('has every provider, topic, consumer, saga, task, command and dead-letter topic once', () => {
    const kinds = Map.groupBy(nodes, ({ kind }) => kind);
    expect(Object.fromEntries([...kinds].map(([kind, { length }]) => [kind, length]))).toEqual({
      provider: 2,
      wake: 1,
      topic: 3,
      consumer: 3,
      saga: 6,
      durable: 2,
      task: 2,
      command: 7,
      dead: 3,
    });
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
  });

  it('lets no box cover another or leave the drawing', () => {
    for (const [at, node] of nodes.entries()) {
      expect(node.x).toBeGreaterThanOrEqual(0);
      expect(node.x + node.width).toBeLessThanOrEqual(width + 0.01);
      expect(node.y + node.height).toBeLessThanOrEqual(height + 0.01);
      for (const other of nodes.slice(at + 1)) expect(overlap(node, other), `${node.id} and ${other.id}`).toBe(false);
    }
  });

  it('leads from each provider, and from what wakes sagas, to each of its boxes', () => {
    const reached = new Set(edges.map(({ to }) => to));
    const starts = nodes.filter(({ id }) => !reached.has(id));
    expect(starts.map(({ kind }) => kind)).toEqual(['provider', 'provider', 'wake']);
    expect(edges).toHaveLength(nodes.length - 3);
  });
});

it('a map of nothing is empty', () => {
  expect(layoutMap({ providers: [] }, 1_000)).toMatchObject({ height: 0, nodes: [], edges: [] });
});
