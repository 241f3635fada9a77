import { describe, expect, it } from 'vitest';
import { readSettings } from '../../core/config/settings.ts';
import { variablePrefixOf } from '../../core/event/names.ts';
import type { EventQuery } from '../../core/recover/lister.ts';
import { reconcile, type ReconcileOptions } from '../../core/recover/missed-events.ts';
import type { StateLister } from '../../core/recover/state-lister.ts';
import { memoryPorts } from '../memory-ports.ts';
import { withApiKey } from '../service-sources.ts';
import { FakeListApi, type ListAnswer, type ListRequest } from './fake-list-api.ts';

/** An object of the provider's. */
export interface KeptObject {
  readonly number: number;
  readonly updatedAt: Date;
}

interface StateListerWorld {
  readonly lister: StateLister;
  /** What is listed here: an object of each kind. */
  readonly kinds: readonly string[];
  readonly apiKey: string;
  /** The webhook's secret, so that the settings are those of a deployment. */
  readonly secret: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Plays the provider's API over these objects, in the order of their numbers. */
  answer(request: ListRequest, objects: readonly KeptObject[]): ListAnswer;
  /** A request after which the list was read in part. */
  readonly halfway: number;
}

const COUNT = 23;
const SINCE = new Date('2026-11-22T12:00:00Z');
const UNTIL = new Date('2026-11-23T12:00:00Z');
const MINUTE_MS = 60_000;

const OBJECTS = Array.from({ length: COUNT }, (_unused, number): KeptObject => {
  return { number, updatedAt: new Date(SINCE.getTime() + (number + 1) * MINUTE_MS) };
});

/** What the reconciliation of states rests on, run against a provider's API that pages, limits and fails. */
export function testStateLister(world: StateListerWorld): void {
  const { lister, kinds } = world;
  const { provider } = lister;
  const expected = kinds.flatMap((kind) => OBJECTS.map(({ number }) => `${kind} ${number + 1}`)).toSorted();

  async function open() {
    const ports = memoryPorts();
    const waits: number[] = [];
    let objects: readonly KeptObject[] = OBJECTS;
    let changes: ((asked: number) => void) | undefined;
    const api = await FakeListApi.start((request) => {
      changes?.(api.asked.length);
      return world.answer(request, objects);
    });
    const settings = readSettings(provider, {}, { [`${variablePrefixOf(provider)}_WEBHOOK_SECRET`]: world.secret });
    const services = withApiKey(world.apiKey, world.variables);
    const wait = (ms: number) => Promise.resolve(waits.push(ms));
    const tools = { settings, ports, services, log: ports.log, fetch: api.fetch, wait };
    const query: EventQuery = { since: SINCE, until: UNTIL, types: [], undelivered: false };
    const published = () => ports.publisher.published.map(({ message }) => message.attributes);
    return {
      api,
      ports,
      waits,
      published,
      /** An object changes before this request is answered: it leaves the span of time that is listed. */
      changeAt(request: number, number: number) {
        changes = (asked) => {
          if (asked < request) return;
          objects = objects.map((one) => (one.number === number ? { ...one, updatedAt: UNTIL } : one));
        };
      },
      run: (some: Partial<EventQuery> = {}, options: ReconcileOptions = {}) =>
        reconcile(lister, { ...query, ...some }, tools, options),
      objects: () =>
        ports.publisher.published
          .map(({ message }) => JSON.parse(message.data.toString()))
          .map(({ stateof, subject }) => `${stateof} ${subject}`),
      [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
    };
  }

  describe(`the states of ${provider}`, () => {
    it('are said to be states: by their types, sources, attributes and ids', async () => {
      await using world = await open();
      const report = await world.run();
      expect(report).toEqual({ listed: expected.length, published: expected.length, undelivered: 0 });
      for (const attributes of world.published()) {
        const { stateof } = attributes;
        expect(attributes).toMatchObject({
          provider,
          type: `com.${provider.toLowerCase()}.state.${stateof}`,
          eventtype: `state.${stateof}`,
          id: expect.stringMatching(/^\$state\//),
          source: expect.stringMatching(/^\/\/.+#state$/),
        });
      }
    });

    it('are listed page by page over a 429 and a dropped connection, and each is published once', async () => {
      await using world = await open();
      world.api.faults = new Map([
        [2, 'rate limit'],
        [4, 'drop'],
      ]);
      await world.run();
      expect(world.objects().toSorted()).toEqual(expected);
      expect(world.waits).toContain(7_000);
    });

    it('are listed on where a run was cut off halfway', async () => {
      await using world = await open();
      world.api.refusesFrom = world.api.asked.length + 1 + Math.ceil(expected.length / 8);
      await expect(world.run()).rejects.toThrow('401');
      world.api.refusesFrom = Infinity;
      expect(world.objects().length).toBeLessThan(expected.length);
      await world.run();
      expect([...new Set(world.objects())].toSorted()).toEqual(expected);
    });

    it.each([0, 7, 11, COUNT - 1])('are all listed although object %i changes meanwhile', async (number) => {
      await using opened = await open();
      opened.changeAt(world.halfway, number);
      await opened.run();
      const others = expected.filter((name) => !name.endsWith(` ${number + 1}`));
      expect([...new Set(opened.objects())].filter((name) => !name.endsWith(` ${number + 1}`)).toSorted()).toEqual(
        others,
      );
    });

    it('have the same ids when they are listed again', async () => {
      await using world = await open();
      await world.run();
      const before = world.published().map(({ id }) => id);
      world.ports.publisher.published.length = 0;
      await world.run({ since: new Date(SINCE.getTime() - MINUTE_MS) });
      expect(world.published().map(({ id }) => id)).toEqual(before);
    });

    it('are cut to the span of time and the types that were asked for', async () => {
      await using world = await open();
      const [from, to] = [OBJECTS[5], OBJECTS[14]];
      const [kind = ''] = kinds;
      await world.run({
        since: from?.updatedAt ?? SINCE,
        until: to?.updatedAt ?? UNTIL,
        types: [`state.${kind}`],
      });
      const within = OBJECTS.filter(({ number }) => number >= 5 && number < 14);
      expect(world.objects().toSorted()).toEqual(within.map(({ number }) => `${kind} ${number + 1}`).toSorted());
    });

    it('are counted and not published in a dry run', async () => {
      await using world = await open();
      expect(await world.run({}, { dryRun: true })).toMatchObject({ published: expected.length });
      expect(world.published()).toEqual([]);
    });
  });
}
