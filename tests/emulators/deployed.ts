import { join } from 'node:path';
import { PubSub } from '@google-cloud/pubsub';
import { scoped } from '../../functions/src/core/config/scope.ts';
import { Killable } from '../faults/killable.ts';
import { deployedEnvironment, frameworkProgram } from '../framework/frameworks.ts';
import { freePort } from './harness/emulator.ts';
import type { Emulators } from './harness/suite.ts';
import { Push } from './push.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const TOPIC = 'integration-stripe-events';
const LETTERS = `${TOPIC}-dead-letter`;

export interface Deployment {
  readonly webhookUrl: string;
  readonly webhook: Killable;
  /** One for each asked-for instance of the consumer; the listener, if there is one, is the last. */
  readonly consumers: readonly Killable[];
  stop(): Promise<void>;
}

/** A functions folder, and the environment of its functions. */
interface Codebase {
  readonly source: string;
  readonly env: NodeJS.ProcessEnv;
}

interface DeploymentOptions {
  readonly project: string;
  readonly secret: string;
  /** The emulators, or proxies before them. */
  readonly emulators: Emulators;
  /** The functions folder. */
  readonly source: string;
  /** How many instances of the consumer there are; every one gets every message. */
  readonly instances?: number;
  readonly environment?: NodeJS.ProcessEnv;
  /** What sets this installation apart from others of the project. */
  readonly scope?: string;
  /** A consumer of Stripe's events in another codebase. It gets neither the secret nor the other variables. */
  readonly listener?: { readonly source: string; readonly target: string };
}

/**
 * The built bundle as the cloud runs it: a functions-framework process for each function, the consumers fed
 * by push out of Google's Pub/Sub emulator, the ledger in its Firestore emulator.
 */
export async function deploy(options: DeploymentOptions): Promise<Deployment> {
  const { project, secret, emulators, source, instances = 1, environment = {}, scope = '', listener } = options;
  const services = {
    ...process.env,
    PUBSUB_EMULATOR_HOST: emulators.pubsub,
    FIRESTORE_EMULATOR_HOST: emulators.firestore,
    LOG_LEVEL: 'warn',
  };
  const bundle = {
    source,
    env: { ...services, STRIPE_WEBHOOK_SECRET: secret, ...scopeVariables(scope), ...environment },
  };
  const start = async (
    target: string,
    signature: 'http' | 'cloudevent',
    { source: folder, env }: Codebase = bundle,
  ) => {
    const port = await freePort();
    // By the environment, as Cloud Run does it.
    const contract = deployedEnvironment({ target, signature, port, project });
    // robots.txt is answered by the framework itself: it says that the function is loaded and runs none of it.
    const process = new Killable(
      [frameworkProgram('5.0.5'), `--source=${folder}`],
      { ...env, ...contract },
      ROOT,
      `http://127.0.0.1:${port}/robots.txt`,
    );
    await process.start();
    return { process, port };
  };
  const [webhook, letters, ...consumers] = await Promise.all([
    start('stripe.webhook', 'http'),
    start('stripe.onDeadLetter', 'cloudevent'),
    ...Array.from({ length: instances }, () => start('stripe.onStripeEvent', 'cloudevent')),
    ...(listener === undefined
      ? []
      : [start(listener.target, 'cloudevent', { source: listener.source, env: services })]),
  ]);
  const client = new PubSub({ projectId: project, apiEndpoint: emulators.pubsub, emulatorMode: true });
  const [topic, lettersTopic] = [scoped(scope, TOPIC), scoped(scope, LETTERS)];
  await client.createTopic({ name: topic, messageRetentionDuration: { seconds: 3600 } });
  await client.createTopic({ name: lettersTopic });
  const pushes: Push[] = [];
  const subscribe = async (topic: string, port: number) => {
    const [subscription] = await client.topic(topic).createSubscription(`push-${topic}-${port}`, {
      ackDeadlineSeconds: 60,
    });
    pushes.push(new Push(subscription, `http://127.0.0.1:${port}/projects/${project}/topics/${topic}`));
  };
  // A subscription for each instance: every one of them gets every message, which is the hardest case of duplicates.
  for (const { port } of consumers) await subscribe(topic, port);
  await subscribe(lettersTopic, letters.port);
  const all = [webhook, letters, ...consumers].map(({ process }) => process);
  return {
    webhookUrl: `http://127.0.0.1:${webhook.port}/`,
    webhook: webhook.process,
    consumers: consumers.map(({ process }) => process),
    stop: async () => {
      await Promise.all(pushes.map((push) => push.close()));
      await Promise.all(all.map((process) => process.kill()));
      await client.close();
    },
  };
}

function scopeVariables(scope: string): NodeJS.ProcessEnv {
  return scope === '' ? {} : { INTEGRATIONS_SCOPE: scope };
}
