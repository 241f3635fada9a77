import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PubSub } from '@google-cloud/pubsub';
import { Killable } from '../faults/killable.ts';
import { deployedEnvironment, frameworkProgram } from '../framework/frameworks.ts';
import { freePort } from './harness/emulator.ts';
import type { Emulators } from './harness/suite.ts';
import { Push } from './push.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const TOPICS = { events: 'integration-stripe-events', sagas: 'integration-sagas-events' } as const;

export interface SagaDeployment {
  readonly webhookUrl: string;
  /** Wakes what is due, as Cloud Scheduler does each minute. @returns the status; 0 if the function died. */
  wake(): Promise<number>;
  stop(): Promise<void>;
}

interface Options {
  readonly project: string;
  readonly secret: string;
  readonly emulators: Emulators;
  /** The functions folder. */
  readonly source: string;
  readonly flags: string;
}

/**
 * The functions of durable sagas as the cloud runs them: each started again when it dies, and every message delivered twice, those
 * of Stripe's events to two instances at once.
 */
export async function deploySagas({ project, secret, emulators, source, flags }: Options): Promise<SagaDeployment> {
  const env = {
    ...process.env,
    PUBSUB_EMULATOR_HOST: emulators.pubsub,
    FIRESTORE_EMULATOR_HOST: emulators.firestore,
    LOG_LEVEL: 'warn',
    STRIPE_WEBHOOK_SECRET: secret,
    FAULT_FLAGS: flags,
  };
  const start = async (target: string, signature: 'http' | 'cloudevent') => {
    const port = await freePort();
    const contract = deployedEnvironment({ target, signature, port, project });
    const url = `http://127.0.0.1:${port}/`;
    const process = new Killable(
      [frameworkProgram('5.0.5'), `--source=${source}`],
      { ...env, ...contract },
      ROOT,
      `${url}robots.txt`,
    );
    await process.start();
    return { process, url };
  };
  const [webhook, wake, one, other, sagas] = await Promise.all([
    start('stripe.webhook', 'http'),
    start('sagas.wake', 'http'),
    start('stripe.onStripeEvent', 'cloudevent'),
    start('stripe.onStripeEvent', 'cloudevent'),
    start('sagas.onSagaEvent', 'cloudevent'),
  ]);
  const processes = [webhook, wake, one, other, sagas].map(({ process }) => process);

  const client = new PubSub({ projectId: project, apiEndpoint: emulators.pubsub, emulatorMode: true });
  const pushes: Push[] = [];
  for (const [topic, receivers] of [
    [TOPICS.events, [one, other]],
    [TOPICS.sagas, [sagas, sagas]],
  ] as const) {
    await client.createTopic({ name: topic });
    await client.createTopic({ name: `${topic}-dead-letter` });
    for (const [index, { url }] of receivers.entries()) {
      const [subscription] = await client.topic(topic).createSubscription(`push-${topic}-${index}`, {
        ackDeadlineSeconds: 60,
      });
      pushes.push(new Push(subscription, `${url}projects/${project}/topics/${topic}`));
    }
  }

  const stopping = new AbortController();
  const startAgain = async () => {
    while (!stopping.signal.aborted) {
      // One that cannot be started now is tried again: a loop that ended would leave all others dead, too.
      await Promise.allSettled(processes.filter(({ isRunning }) => !isRunning).map((process) => process.start()));
      await delay(50);
    }
  };
  const watching = startAgain();
  return {
    webhookUrl: webhook.url,
    wake: async () => {
      const answered = fetch(wake.url, { method: 'POST' }).then(async (reply) => {
        await reply.arrayBuffer();
        return reply.status;
      });
      return answered.catch(() => 0);
    },
    stop: async () => {
      stopping.abort();
      await watching;
      await Promise.all(pushes.map((push) => push.close()));
      await Promise.all(processes.map((process) => process.kill()));
      await client.close();
    },
  };
}
