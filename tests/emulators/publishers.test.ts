import { PubSub, type Message } from '@google-cloud/pubsub';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { OutgoingMessage } from '../../functions/src/core/event/platform-event.ts';
import type { Publisher } from '../../functions/src/core/ports.ts';
import { PubSubPublisher } from '../../functions/src/gcp/pubsub/pubsub-publisher.ts';
import { RestPublisher } from '../../functions/src/gcp/pubsub/rest-publisher.ts';
import { startProxy } from './harness/proxy.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

const TOPIC = 'integration-stripe-events';
const GENEROUS_MS = 20_000;
const SHORT_MS = 700;

function message(text: string): OutgoingMessage {
  return { data: Buffer.from(text), attributes: { id: text } };
}

/** Node ends a process for these; vitest would only report them after the run. */
const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

type Closable = Publisher & { close(): Promise<void> };

/** Every way that we publish by, and what its error for a missing topic has. */
const PUBLISHERS: readonly [name: string, make: () => Closable, missing: object][] = [
  ['by REST', () => new RestPublisher(), { code: 404 }],
  ["by Google's own client", () => new PubSubPublisher(), { code: 5 }],
];

describeWithEmulators('The publisher on the Pub/Sub emulator', ({ pubsub }) => {
  let project = '';

  beforeEach(() => {
    project = uniqueProject();
    vi.stubEnv('GCLOUD_PROJECT', project);
    vi.stubEnv('PUBSUB_EMULATOR_HOST', pubsub);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    expect(unhandled).toEqual([]);
  });

  /** A topic with a reader: it resolves with all texts that have arrived, sorted, once the given ones are among them. */
  async function topicWithReader(): Promise<(...texts: readonly string[]) => Promise<readonly string[]>> {
    const client = new PubSub({ projectId: project, clientOptions: { universeDomain: 'googleapis.com' } });
    onTestFinished(() => client.close());
    const [topic] = await client.createTopic(TOPIC);
    const [subscription] = await topic.createSubscription('reader');
    return (...texts) =>
      new Promise((resolve, reject) => {
        const arrived = new Set<string>();
        subscription.on('error', reject);
        subscription.on('message', (received: Message) => {
          received.ack();
          arrived.add(received.data.toString());
          if (texts.every((text) => arrived.has(text))) resolve([...arrived].toSorted());
        });
      });
  }

  describe.each(PUBLISHERS)('%s', (_name, make, missing) => {
    function publisher(host = pubsub): Publisher {
      vi.stubEnv('PUBSUB_EMULATOR_HOST', host);
      const subject = make();
      onTestFinished(() => subject.close());
      return subject;
    }

    it('resolves with the id of every message once all of them are stored, in the order given', async () => {
      const read = await topicWithReader();
      const ids = await publisher().publish(TOPIC, [message('a'), message('b'), message('c')], GENEROUS_MS);
      expect(new Set(ids).size).toBe(3);
      expect(await read('a', 'b', 'c')).toEqual(['a', 'b', 'c']);
    });

    it('publishes those of many requests at once', async () => {
      const read = await topicWithReader();
      const subject = publisher();
      subject.warm?.();
      const names = Array.from({ length: 40 }, (_, index) => `m${index}`);
      const ids = await Promise.all(names.map((name) => subject.publish(TOPIC, [message(name)], GENEROUS_MS)));
      expect(new Set(ids.flat()).size).toBe(40);
      expect(await read(...names)).toEqual(names.toSorted());
    });

    it('refuses what Pub/Sub never takes, which the emulator would, and publishes what came at the same moment', async () => {
      const read = await topicWithReader();
      const subject = publisher();
      const bad = [{ id: 'x'.repeat(1_025) }, { id: 'half \uD800' }, { 'goog-id': 'x' }, { ['n'.repeat(257)]: 'x' }];
      const poison = bad.map((attributes) =>
        subject.publish(TOPIC, [{ data: Buffer.from('x'), attributes }], SHORT_MS),
      );
      const good = ['a', 'b'].map((name) => subject.publish(TOPIC, [message(name)], GENEROUS_MS));
      for (const outcome of await Promise.allSettled(poison))
        expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'PermanentError' } });
      await Promise.all(good);
      expect(await read('a', 'b')).toEqual(['a', 'b']);
    });

    it('rejects for a topic that does not exist', async () => {
      await expect(publisher().publish('nowhere', [message('a')], GENEROUS_MS)).rejects.toMatchObject(missing);
    });

    it('rejects within the deadline if nobody listens', async () => {
      const proxy = await startProxy(pubsub);
      proxy.close();
      await expect(publisher(proxy.host).publish(TOPIC, [message('a')], SHORT_MS)).rejects.toThrow();
    });

    it('rejects within the deadline if nobody answers, and works again when somebody does', async () => {
      const read = await topicWithReader();
      const proxy = await startProxy(pubsub);
      onTestFinished(() => proxy.close());
      const subject = publisher(proxy.host);
      await subject.publish(TOPIC, [message('before')], GENEROUS_MS);

      proxy.stall();
      const lost = ['x', 'y', 'z'].map((name) => subject.publish(TOPIC, [message(name)], SHORT_MS));
      for (const outcome of await Promise.allSettled(lost)) expect(outcome.status).toBe('rejected');

      proxy.resume();
      await subject.publish(TOPIC, [message('after')], GENEROUS_MS);
      // Those given up on may have arrived all the same: the ledger, not the publisher, keeps their effects from doubling.
      expect(await read('before', 'after')).toEqual(expect.arrayContaining(['after', 'before']));
    });

    it('survives a connection that is reset under it', async () => {
      const read = await topicWithReader();
      const proxy = await startProxy(pubsub);
      onTestFinished(() => proxy.close());
      const subject = publisher(proxy.host);
      await subject.publish(TOPIC, [message('before')], GENEROUS_MS);
      proxy.cut();
      await subject.publish(TOPIC, [message('after')], GENEROUS_MS);
      expect(await read('before', 'after')).toEqual(['after', 'before']);
    });

    it('leaves a connection that hangs for good behind, so that the next request gets a new one', async () => {
      await topicWithReader();
      const proxy = await startProxy(pubsub);
      onTestFinished(() => proxy.close());
      const subject = publisher(proxy.host);
      await subject.publish(TOPIC, [message('before')], GENEROUS_MS);
      proxy.freeze();
      // By REST it gets through in time by another connection, by gRPC it is too late for that.
      await subject.publish(TOPIC, [message('perhaps lost')], SHORT_MS).catch(() => undefined);
      await expect(subject.publish(TOPIC, [message('after')], GENEROUS_MS)).resolves.toHaveLength(1);
    });
  });
});
