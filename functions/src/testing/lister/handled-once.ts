import { expect, it } from 'vitest';
import { DEFAULT_DELIVERY_POLICY } from '../../core/config/delivery-policy.ts';
import { digestOf } from '../../core/event/digest.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { UnknownEvent } from '../../core/event/unknown-event.ts';
import { Consumer } from '../../core/handle/consumer.ts';
import { EventService } from '../../core/ingest/event-service.ts';
import { recordTask } from '../../core/logic/task.ts';
import { reconcile } from '../../core/recover/missed-events.ts';
import type { ReconcileTools } from '../../core/recover/reconcile-tools.ts';
import { memoryPorts, type MemoryPorts } from '../memory-ports.ts';
import { deliveriesOf, type SentDelivery } from './deliveries.ts';
import { ALL, COUNT, keyOf, NEWEST, toolsOf, webhookForm, type ListedWorld } from './lister-world.ts';

interface OpenList extends AsyncDisposable {
  readonly fetch?: typeof globalThis.fetch;
}

interface OnceWorld<Native> extends ListedWorld<Native> {
  /** Starts what plays the provider's API over these deliveries, the newest first. */
  open(deliveries: readonly SentDelivery[]): Promise<OpenList>;
}

const EFFECTS = 'effects';

/** An effect that shows if it happens twice. */
const counted = recordTask(UnknownEvent, ({ envelope: { source, id } }, records) => {
  records.update(EFFECTS, digestOf(keyOf({ source, id })), (current) => ({
    count: Number(current?.['count'] ?? 0) + 1,
  }));
});

/**
 * Holds the webhook and the list of a provider to one effect: each event comes both ways, from the request up to the ledger and
 * the record. What the provider calls undelivered may have arrived all the same, if only the answer was lost.
 */
export function testHandledOnce<Native>(world: OnceWorld<Native>): void {
  it.each([
    ['the webhook brings it before the list', ['webhook', 'list']],
    ['the list brings it before the webhook', ['list', 'webhook']],
  ] as const)('gives each event one entry and one effect if %s', async (_name, [first, second]) => {
    const secret = world.samples.makeSecret();
    const deliveries = deliveriesOf(world.samples, secret, COUNT, NEWEST);
    await using api = await world.open(deliveries);
    const ports = memoryPorts(NEWEST);
    const tools = toolsOf(world, ports, secret, api.fetch);
    const service = new EventService(world.integration, tools.settings, ports, ports.log);
    const consumer = consumerOf(world.integration.provider, { ...tools, ports });
    const ways = {
      list: async () => (await reconcile(world.lister, ALL, tools)).published,
      webhook: async () => {
        for (const { request } of deliveries)
          expect((await service.dispatchEvent(request, ports.log)).status).toBeLessThan(300);
      },
    };

    const ledger = async () => {
      for (const { message } of ports.publisher.published.splice(0)) {
        const { data, attributes } = message;
        await consumer.handle({ messageId: '1', data, attributes, publishTime: NEWEST }, ports.log);
      }
      return ports.store.entries({ limit: 10 * COUNT });
    };

    await ways[first]();
    const before = await ledger();
    await ways[second]();
    expect(ports.publisher.published.length).toBeGreaterThan(0);
    const after = await ledger();

    const forms = await Promise.all(deliveries.map((one) => webhookForm(world.integration, one, secret)));
    const expected = forms.flat().map(({ about }) => keyOf(about));
    expect(before.length).toBeGreaterThan(0);
    // Only what the list brought first is reported as missed.
    const recovered = ports.lines.filter((line) => line['recovered'] === true);
    expect(recovered.length > 0).toBe(first === 'list');
    expect(after.map(keyOf).toSorted()).toEqual(expected.toSorted());
    expect(after.filter(({ status }) => status !== 'done')).toEqual([]);
    const effects = await ports.store.list(EFFECTS, { limit: 10 * COUNT });
    expect(effects.map(({ data }) => data)).toEqual(expected.map(() => ({ count: 1 })));
  });
}

function consumerOf(provider: string, { ports, services }: ReconcileTools & { readonly ports: MemoryPorts }): Consumer {
  const definition = {
    name: `${provider}-test`,
    provider,
    sagas: {},
    tasks: { counted },
    handlers: [],
    revive: (envelope: PlatformEvent) => new UnknownEvent(envelope.data, envelope),
    policy: DEFAULT_DELIVERY_POLICY,
    timeoutSeconds: 60,
  };
  return new Consumer(definition, ports, services);
}
