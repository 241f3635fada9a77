import { expect, it } from 'vitest';
import { DEFAULT_DELIVERY_POLICY } from '../../functions/src/core/config/delivery-policy.ts';
import { readSettings } from '../../functions/src/core/config/settings.ts';
import { encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { Consumer } from '../../functions/src/core/handle/consumer.ts';
import { reconcile } from '../../functions/src/core/recover/missed-events.ts';
import { WoocommerceEvent } from '../../functions/src/integrations/woocommerce/event.ts';
import { woocommerce } from '../../functions/src/integrations/woocommerce/index.ts';
import { woocommerceObjectStates } from '../../functions/src/integrations/woocommerce/object-states.ts';
import { woocommerceSamples } from '../../functions/src/integrations/woocommerce/samples.ts';
import { updateOrder } from '../../functions/src/sagas/shared/orders.ts';
import { orderUpdates } from '../../functions/src/sagas/woocommerce/orders.ts';
import { FakeListApi } from '../../functions/src/testing/lister/fake-list-api.ts';
import { memoryPorts } from '../../functions/src/testing/memory-ports.ts';
import { sampleEvent } from '../../functions/src/testing/sample-events.ts';
import { NO_KEYS, withApiKey } from '../../functions/src/testing/service-sources.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

/** A shop that lists the order of a delivery as completed a minute later. */
async function shopAfter(delivery: WoocommerceEvent) {
  const modified = new Date(Date.parse(delivery.envelope.time) + 60_000).toISOString().slice(0, -'.000Z'.length);
  const order = { ...delivery.event, status: 'completed', refunds: [], date_modified_gmt: modified };
  return FakeListApi.start(({ url }) => {
    const isOrders = url.pathname.endsWith('/orders');
    return { headers: { 'x-wp-totalpages': isOrders ? '1' : '0' }, body: isOrders ? [order] : [] };
  });
}

it('an update that the shop never sent again is repaired once, and a late delivery of an older one changes nothing', async () => {
  const older = WoocommerceEvent.revive(
    await sampleEvent(woocommerce, woocommerceSamples, 'order.updated', { now: NOW }),
  );
  const ports = memoryPorts(new Date(NOW.getTime() + 3_600_000));
  await using api = await shopAfter(older);
  const services = withApiKey('ck_1:cs_1', { WOOCOMMERCE_SHOP: 'https://shop.example' });
  const settings = readSettings('woocommerce', {}, { WOOCOMMERCE_WEBHOOK_SECRET: 'a-secret' });
  const tools = { settings, ports, services, log: ports.log, fetch: api.fetch, wait: () => Promise.resolve() };
  const definition = {
    name: 'woocommerce-test',
    provider: 'woocommerce',
    sagas: { orderUpdates },
    tasks: {},
    handlers: [updateOrder],
    revive: (envelope: Parameters<typeof WoocommerceEvent.revive>[0]) => WoocommerceEvent.revive(envelope),
    policy: DEFAULT_DELIVERY_POLICY,
    timeoutSeconds: 60,
  };
  const consumer = new Consumer(definition, ports, NO_KEYS);
  const record = async () =>
    (await ports.store.list('orders', { limit: 9 })).map(({ version, data }) => ({ version, ...data }));
  const deliver = async () => {
    const messages = ports.publisher.published.splice(0).map(({ message }) => message);
    for (const message of messages) {
      const publishTime = ports.clock.now();
      await consumer.handle({ ...message, messageId: message.attributes['id'] ?? '', publishTime }, ports.log);
    }
    return messages.length;
  };

  for (const since of ['2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z']) {
    await reconcile(
      woocommerceObjectStates,
      { since: new Date(since), until: ports.clock.now(), types: [], undelivered: false },
      tools,
    );
    expect(await deliver()).toBe(1);
  }
  expect(await record()).toMatchObject([{ version: 1, status: 'fulfilled' }]);
  expect(ports.lines.filter(({ message }) => message.endsWith(' State Repaired'))).toHaveLength(1);

  const { data, ...context } = older.envelope;
  const late = encodeEvent(context, Buffer.from(JSON.stringify(data)));
  await consumer.handle({ ...late, messageId: 'late', publishTime: ports.clock.now() }, ports.log);
  expect(await record()).toMatchObject([{ version: 1, status: 'fulfilled' }]);
});
