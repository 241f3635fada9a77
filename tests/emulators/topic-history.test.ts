import { PubSub } from '@google-cloud/pubsub';
import { afterEach, expect, it, vi } from 'vitest';
import { PubSubTopicHistory } from '../../functions/src/gcp/pubsub/topic-history.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

const TOPIC = 'integration-acme-events';

describeWithEmulators('the history of a topic', ({ pubsub }) => {
  afterEach(() => vi.unstubAllEnvs());

  /** A topic that keeps its messages, with some published before anyone subscribed. */
  async function setUp(count: number) {
    vi.stubEnv('PUBSUB_EMULATOR_HOST', pubsub);
    const projectId = uniqueProject();
    vi.stubEnv('GCLOUD_PROJECT', projectId);
    const client = new PubSub({ projectId });
    const [topic] = await client.createTopic({ name: TOPIC, messageRetentionDuration: { seconds: 3600 } });
    await Promise.all(
      Array.from({ length: count }, (_unused, index) =>
        topic.publishMessage({ data: Buffer.from(`{"n":${index}}`), attributes: { id: `e${index}` } }),
      ),
    );
    return { client, topic };
  }

  it('is read whole, with bytes and attributes as they were published', async () => {
    const { client } = await setUp(50);
    const read = await Array.fromAsync(new PubSubTopicHistory({ idleMs: 2_000 }).messages(TOPIC, new Date(0)));
    expect(new Set(read.map(({ attributes }) => attributes['id']))).toEqual(
      new Set(Array.from({ length: 50 }, (_unused, index) => `e${index}`)),
    );
    const first = read.find(({ attributes }) => attributes['id'] === 'e7');
    expect(Buffer.from(first?.data ?? []).toString()).toBe('{"n":7}');
    await client.close();
  });

  it('leaves no subscription behind, also when its reader stops half-way', async () => {
    const { client, topic } = await setUp(5);
    for await (const _message of new PubSubTopicHistory({ idleMs: 2_000 }).messages(TOPIC, new Date(0))) break;
    const [subscriptions] = await topic.getSubscriptions();
    expect(subscriptions).toEqual([]);
    await client.close();
  });

  it('of a topic without messages ends by itself', async () => {
    const { client } = await setUp(0);
    expect(await Array.fromAsync(new PubSubTopicHistory({ idleMs: 500 }).messages(TOPIC, new Date(0)))).toEqual([]);
    await client.close();
  });
});
