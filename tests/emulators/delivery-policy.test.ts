import { PubSub, type Subscription } from '@google-cloud/pubsub';
import { afterAll, describe, expect, it } from 'vitest';
import { applyDelivery, type Mode } from '../../ops/delivery/apply.ts';
import { PUBSUB_EMULATOR } from '../../ops/delivery/capabilities.ts';
import { desiredState } from '../../ops/delivery/desired.ts';
import type { Resolution } from '../../ops/delivery/ports.ts';
import { ACME, BUNDLE } from '../../ops/delivery/testing/acme.ts';
import { emulatorPorts } from '../../ops/delivery/testing/emulator.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

/** 7 days: the emulator refuses the 31 of the cloud. */
const RETENTION = { seconds: '604800', nanos: 0 };
const BACKOFF = { minimumBackoff: { seconds: '10', nanos: 0 }, maximumBackoff: { seconds: '600', nanos: 0 } };

describeWithEmulators('The delivery policy on Pub/Sub', ({ pubsub }) => {
  const clients: PubSub[] = [];
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
  });

  /**
   * A project as a deploy leaves it, seen by Google's own client: a subscription by Eventarc for each function, and
   * one of somebody else on the same topic.
   */
  async function deployedProject(functions: readonly string[] = [ACME.deadLetters, ...ACME.consumers]) {
    const projectId = uniqueProject();
    const client = new PubSub({ projectId, apiEndpoint: pubsub, emulatorMode: true });
    clients.push(client);
    const [events] = await client.createTopic(ACME.topic);
    const [letters] = await client.createTopic(ACME.deadLetterTopic);
    const subscriptions = new Map<string, Subscription>();
    for (const name of functions) {
      const topic = name === ACME.deadLetters ? letters : events;
      const pushEndpoint = `http://127.0.0.1:1/${name}`;
      const options = { pushEndpoint, messageRetentionDuration: { seconds: 86_400 }, retryPolicy: BACKOFF };
      const [subscription] = await topic.createSubscription(`eventarc-us-central1-${name}-sub-1`, options);
      subscriptions.set(name, subscription);
    }
    const [stranger] = await events.createSubscription('billing', {
      ackDeadlineSeconds: 33,
      labels: { team: 'billing' },
    });
    const resolve = (name: string): [string, readonly Resolution[]] => {
      const found = subscriptions.get(name);
      if (found === undefined) return [name, [{ status: 'undeployed', why: `${name} is not deployed.` }]];
      return [name, [{ status: 'found', functionId: name, subscription: found.name, createdAt: new Date() }]];
    };
    const run = async (mode: Mode) => {
      const resolutions = new Map([ACME.deadLetters, ...ACME.consumers].map(resolve));
      const scope = {
        projectId,
        projectNumber: undefined,
        resolutions,
        listeners: [],
        webhooks: new Map(),
        capabilities: PUBSUB_EMULATOR,
      };
      const { desired, faults } = desiredState(BUNDLE, scope);
      const outcome = await applyDelivery(desired, emulatorPorts(pubsub), mode, { projectId, now: new Date() });
      return { changes: outcome.changes, faults: [...faults, ...outcome.faults] };
    };
    const subscriptionOf = (name: string): Subscription => {
      const found = subscriptions.get(name);
      if (found === undefined) throw new Error(`${name} was not deployed.`);
      return found;
    };
    return { projectId, client, stranger, run, subscriptionOf };
  }

  const metadataOf = async (of: { getMetadata(): Promise<readonly unknown[]> }) => (await of.getMetadata())[0];

  it('is read back as it was applied', async () => {
    const { projectId, client, run, subscriptionOf } = await deployedProject();
    expect((await run('apply')).faults).toEqual([]);
    for (const consumer of ACME.consumers) {
      expect(await metadataOf(subscriptionOf(consumer))).toMatchObject({
        ackDeadlineSeconds: 120,
        messageRetentionDuration: RETENTION,
        retryPolicy: BACKOFF,
        deadLetterPolicy: {
          deadLetterTopic: `projects/${projectId}/topics/${ACME.deadLetterTopic}`,
          maxDeliveryAttempts: 100,
        },
        pushConfig: { pushEndpoint: `http://127.0.0.1:1/${consumer}` },
      });
    }
    const letters = await metadataOf(subscriptionOf(ACME.deadLetters));
    expect(letters).toMatchObject({ messageRetentionDuration: RETENTION, deadLetterPolicy: null });
    for (const topic of [ACME.topic, ACME.deadLetterTopic]) {
      expect(await metadataOf(client.topic(topic))).toMatchObject({ messageRetentionDuration: { seconds: '2678400' } });
    }
  });

  it('changes nothing on a second run', async () => {
    const { run, subscriptionOf } = await deployedProject();
    expect((await run('apply')).changes.length).toBeGreaterThan(0);
    const before = await metadataOf(subscriptionOf('acme-onAcmeEvent'));
    expect(await run('apply')).toEqual({ changes: [], faults: [] });
    expect(await metadataOf(subscriptionOf('acme-onAcmeEvent'))).toEqual(before);
  });

  it('leaves the subscription of a stranger on the same topic as it is, in every field', async () => {
    const { stranger, run } = await deployedProject();
    const before = await metadataOf(stranger);
    await run('apply');
    expect(await metadataOf(stranger)).toEqual(before);
  });

  describe('where someone changed it by hand', () => {
    it.each([
      ['the ack deadline', { ackDeadlineSeconds: 11 }, { setting: 'ack deadline', before: '11 s', after: '120 s' }],
      [
        'the retention',
        { messageRetentionDuration: { seconds: 600 } },
        { setting: 'retention', before: '600 s', after: '7 days' },
      ],
      [
        'the backoff',
        { retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 2 } } },
        { setting: 'backoff', before: '1 s to 2 s', after: '10 s to 600 s' },
      ],
    ])('sees that of %s in a check, changes nothing then, and fixes it when applied', async (_what, drift, change) => {
      const { run, subscriptionOf } = await deployedProject();
      await run('apply');
      const subscription = subscriptionOf('acme-notifySupport');
      const asApplied = await metadataOf(subscription);
      await subscription.setMetadata(drift);
      const asDrifted = await metadataOf(subscription);

      const of = 'subscription eventarc-us-central1-acme-notifySupport-sub-1 (acme-notifySupport)';
      expect((await run('check')).changes).toEqual([{ of, ...change }]);
      expect(await metadataOf(subscription)).toEqual(asDrifted);
      await run('apply');
      expect(await metadataOf(subscription)).toEqual(asApplied);
    });
  });

  it('keeps letters in a subscription of its own until their function is deployed', async () => {
    const { client, run } = await deployedProject(ACME.consumers);
    expect((await run('apply')).faults).toEqual([
      { kind: 'undeployed', sentence: 'acme-onDeadLetter is not deployed.' },
    ]);
    const waiting = client.subscription(`${ACME.deadLetterTopic}-sub`);
    await client.topic(ACME.deadLetterTopic).publishMessage({ data: Buffer.from('a letter') });
    expect(await metadataOf(waiting)).toMatchObject({ messageRetentionDuration: RETENTION });
    const letter = await new Promise<string>((resolve, reject) => {
      waiting.once('error', reject);
      waiting.once('message', (message) => {
        message.ack();
        resolve(message.data.toString());
      });
    });
    await waiting.close();
    expect(letter).toBe('a letter');
  });
});
