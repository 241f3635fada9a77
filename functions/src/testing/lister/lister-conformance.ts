import { describe, expect, it } from 'vitest';
import { describedIn } from '../../core/recover/listed-events.ts';
import { ListingApi } from '../../core/recover/listing-api.ts';
import type { EventQuery, ListedItem, Lister } from '../../core/recover/lister.ts';
import { reconcile } from '../../core/recover/missed-events.ts';
import { memoryPorts } from '../memory-ports.ts';
import { deliveriesOf, type SentDelivery } from './deliveries.ts';
import { FakeListApi, type ListAnswer, type ListRequest } from './fake-list-api.ts';
import { testHandledOnce } from './handled-once.ts';
import { ALL, COUNT, keyOf, NEWEST, toolsOf, webhookForm, type ListedWorld } from './lister-world.ts';

interface ListerWorld<Native> extends ListedWorld<Native> {
  /** What the provider still tells of an event that it sent, if it changes or removes fields. Default: all of it. */
  readonly kept?: (native: Readonly<Record<string, unknown>>) => object;
  /** Plays the provider's API over these deliveries, the newest first, at most four a page. */
  answer(request: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer;
}

/** What the recovery of missed events rests on, run against a provider's API that pages, limits and fails. */
export function testLister<Native>(world: ListerWorld<Native>): void {
  const { lister, integration, samples } = world;
  const secret = samples.makeSecret();
  const deliveries = deliveriesOf(samples, secret, COUNT, NEWEST);
  const tellsAll = lister.capabilities.tellsUndelivered !== 'only those';
  const failed = deliveries.filter(({ isDelivered }) => !isDelivered);
  const listed = tellsAll ? deliveries : failed;
  const undelivered = lister.capabilities.tellsUndelivered === false ? deliveries : failed;

  async function open() {
    const ports = memoryPorts();
    const api = await FakeListApi.start((request) => world.answer(request, deliveries));
    const tools = toolsOf(world, ports, secret, api.fetch);
    return {
      api,
      ports,
      waits: tools.waits,
      listing: new ListingApi(integration.provider, tools),
      run: (query: Partial<EventQuery> = {}) => reconcile(lister, { ...ALL, ...query }, tools),
      keys: () => ports.publisher.published.map(({ message: { attributes } }) => keyOf(attributes)),
      [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
    };
  }

  const keysOf = (some: readonly SentDelivery[]) =>
    Promise.all(some.map((one) => webhookForm(integration, one, secret))).then((forms) =>
      forms.flat().map(({ about }) => keyOf(about)),
    );

  describe(`the list of ${integration.provider}`, () => {
    it('holds each sample in a form that makes the envelope which the webhook makes', async () => {
      await using opened = await open();
      const items = await itemsOf(lister, opened.listing);
      const listedForms = await Promise.all(
        items.map(async ({ event, at }) => {
          const one = typeof event === 'function' ? await event() : event;
          return one === undefined ? [] : describedIn(lister.integration, one, at);
        }),
      );
      const forms = new Map(listedForms.flat().map((form) => [form.about.id, form]));
      const expected = await Promise.all(listed.map((one) => webhookForm(integration, one, secret)));
      for (const { about, json } of expected.flat()) {
        const form = forms.get(about.id);
        expect(form?.about).toEqual(about);
        const { kept = (native) => native } = world;
        expect(nativeIn(form?.json)).toMatchObject(kept(nativeIn(json)));
      }
    });

    it('is walked page by page over a 429 and a dropped connection, and each event is published once', async () => {
      await using world = await open();
      world.api.faults = new Map([
        [2, 'rate limit'],
        [4, 'drop'],
      ]);
      const report = await world.run({ undelivered: true });
      expect(report.published).toBe(undelivered.length);
      expect(world.keys().toSorted()).toEqual((await keysOf(undelivered)).toSorted());
      expect(world.waits).toContain(7_000);
    });

    it('is walked on where a run was cut off halfway', async () => {
      await using world = await open();
      const { asked } = world.api;
      await world.run();
      const whole = asked.length;
      const expected = new Set(world.keys());
      world.ports.publisher.published.length = 0;
      world.api.refusesFrom = asked.length + Math.ceil(whole / 2);
      await expect(world.run()).rejects.toThrow('401');
      world.api.refusesFrom = Infinity;
      const before = world.keys().length;
      expect(before).toBeLessThan(expected.size);
      await world.run();
      expect(new Set(world.keys())).toEqual(expected);
    });

    it('is cut to the span of time that was asked for', async () => {
      await using world = await open();
      const [since, until] = [deliveries[14], deliveries[5]];
      await world.run({ since: since?.at ?? NEWEST, until: until?.at ?? NEWEST });
      const within = listed.filter(({ index }) => index > 5 && index <= 14);
      expect(world.keys().toSorted()).toEqual((await keysOf(within)).toSorted());
    });

    it('is cut to the types that were asked for', async () => {
      await using world = await open();
      const [first] = listed;
      const [form] = first === undefined ? [] : await webhookForm(integration, first, secret);
      const type = form?.about.type ?? '';
      await world.run({ types: [type] });
      const types = world.ports.publisher.published.map(({ message }) => message.attributes['eventtype']);
      expect(new Set(types)).toEqual(new Set([type]));
    });

    testHandledOnce({ ...world, open: (sent) => FakeListApi.start((request) => world.answer(request, sent)) });
  });
}

async function itemsOf(lister: Lister, api: ListingApi): Promise<readonly ListedItem[]> {
  const items: ListedItem[] = [];
  for (const part of (await lister.parts?.(api, ALL)) ?? ['']) {
    let cursor: string | undefined;
    do {
      const page = await lister.page({ query: ALL, part, cursor }, api);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
  }
  return items;
}

function nativeIn(json: Uint8Array | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(json ?? []).toString());
}
