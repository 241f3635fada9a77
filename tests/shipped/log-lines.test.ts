import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { FakeFirestore } from '../../functions/src/testing/fake-firestore.ts';
import { FakePubSub } from '../../functions/src/testing/fake-pubsub.ts';
import { refusal } from '../../functions/src/testing/fake-rest-server.ts';
import { deployedFolder, type DeployedFolder } from '../manifest/deployed-folder.ts';
import { DeployedFunction, type Printed } from '../framework/deployed-function.ts';
import { FRAMEWORK_VERSIONS, type FrameworkVersion } from '../framework/frameworks.ts';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';

defineBundle({});

const SECRET = 'whsec_log_lines_of_the_tests';
const TYPE = 'customer.subscription.deleted';
const MANY = 80;
const AT_ONCE = 8;

/** Lets a variable keep the ports from being loaded. */
const breakablePorts: Plugin = {
  name: 'breakable-ports',
  setup(build) {
    build.onLoad({ filter: /gcp[\\/]ports\.ts$/ }, ({ path: file }) => {
      const source = readFileSync(file, 'utf8');
      const begins = 'deployedPorts(): Promise<Ports> {';
      if (!source.includes(begins)) throw new Error(`${file} no longer holds ${begins}`);
      const broken = `if (process.env['NO_PORTS'] === 'yes') throw new Error('There is no project.');`;
      return { contents: source.replace(begins, `${begins}\n${broken}`), loader: 'ts' };
    });
  },
};

let built: DeployedFolder;
let firestore: FakeFirestore;
let firestoreHost: string;
let pubsub: FakePubSub;
let pubsubHost: string;

beforeAll(async () => {
  built = await deployedFolder({ on: ['stripe'], plugins: [breakablePorts] });
  firestore = new FakeFirestore();
  firestoreHost = new URL(await firestore.server.listen()).host;
  pubsub = new FakePubSub();
  pubsubHost = new URL(await pubsub.server.listen()).host;
});
afterAll(async () => {
  built[Symbol.dispose]();
  await firestore.server.close();
  await pubsub.server.close();
});

afterEach(() => {
  firestore.plan.length = 0;
});

/** A function of Stripe's, started as it is in the cloud. */
function start(framework: FrameworkVersion, target: string, more: Readonly<Record<string, string>> = {}) {
  const signature = target === 'stripe.webhook' ? 'http' : 'cloudevent';
  const emulators = { FIRESTORE_EMULATOR_HOST: firestoreHost, PUBSUB_EMULATOR_HOST: pubsubHost };
  const environment = { STRIPE_WEBHOOK_SECRET: SECRET, ...emulators, ...more };
  return DeployedFunction.start({ framework, source: built.folder, target, signature, environment });
}

/** Does something this many times, some of them at once. */
async function manyTimes(work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < MANY) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** The entries that Cloud Logging makes of what was printed: each has to be one of ours, structured and whole. */
function entriesOf({ stdout, stderr }: Printed): readonly Record<string, unknown>[] {
  expect(stderr).toEqual([]);
  const entries = stdout.map((line): Record<string, unknown> => JSON.parse(line));
  for (const entry of entries) {
    expect(entry).toMatchObject({ severity: expect.any(String), message: expect.stringMatching(/^Stripe [A-Z]/) });
  }
  return entries;
}

async function forged(port: number): Promise<number> {
  const body = Buffer.from(stripeSamples.sample(TYPE, { id: 'evt_forged', now: new Date() }));
  const delivery = { body, type: TYPE, id: 'evt_forged', signing: 'whsec_of_somebody_else', now: new Date() };
  const { method, headers } = stripeSamples.request({ ...delivery, url: `http://127.0.0.1:${port}/` });
  const response = await fetch(`http://127.0.0.1:${port}/`, { method, headers, body });
  await response.arrayBuffer();
  return response.status;
}

function messageOf(id: string): object {
  const about = { id, type: TYPE, time: new Date(), source: '//stripe.com' };
  const json = Buffer.from(stripeSamples.sample(TYPE, { id, now: new Date() }));
  const { data, attributes } = encodeEvent(buildEvent('stripe', about, { receivedAt: new Date() }), json);
  const publishTime = new Date().toISOString();
  return { messageId: id, publishTime, attributes, data: data.toString('base64') };
}

describe.each(FRAMEWORK_VERSIONS)('on functions framework %s, with the environment of a deploy', (framework) => {
  it('each refusal is one entry with its severity and message', async () => {
    const webhook = await start(framework, 'stripe.webhook');
    await manyTimes(async () => expect(await forged(webhook.port)).toBe(400));
    const entries = entriesOf(await webhook.stop());
    const refused = entries.filter(({ message }) => message === 'Stripe Event Refused');
    expect(refused).toHaveLength(MANY);
    for (const entry of refused) expect(entry).toMatchObject({ severity: 'WARNING', code: 'stripe/bad-signature' });
    expect(entries.filter(({ message }) => message === 'Stripe Event Received')).toHaveLength(MANY);
  });

  it('each redelivery is one entry with the event and the cause, and nothing on stderr', async () => {
    firestore.plan.push(...Array.from({ length: 1_000 }, () => refusal(403, 'PERMISSION_DENIED')));
    const consumer = await start(framework, 'stripe.onStripeEvent');
    await manyTimes(async (index) => expect(await consumer.deliver(messageOf(`evt_${index}`))).toBe(503));
    const entries = entriesOf(await consumer.stop());
    expect(entries).toHaveLength(MANY);
    for (const entry of entries) {
      expect(entry).toMatchObject({
        severity: 'ERROR',
        message: 'Stripe Event Not Handled',
        redelivery: 'unreachable',
      });
    }
    expect(new Set(entries.map(({ eventId }) => eventId)).size).toBe(MANY);
  });

  it('an event that is handled is answered with a success', async () => {
    const consumer = await start(framework, 'stripe.onStripeEvent');
    expect(await consumer.deliver(messageOf(`evt_handled_${framework}`))).toBe(204);
    const entries = entriesOf(await consumer.stop());
    expect(entries.map(({ message }) => message)).toEqual(['Stripe Event Handled']);
  });

  it('a function that cannot be loaded says so, with the event, and has it delivered again', async () => {
    const consumer = await start(framework, 'stripe.onStripeEvent', { NO_PORTS: 'yes' });
    const letters = await start(framework, 'stripe.onDeadLetter', { NO_PORTS: 'yes' });
    expect(await consumer.deliver(messageOf('evt_1'))).toBe(503);
    expect(await letters.deliver(messageOf('evt_1'))).toBe(503);
    const notLoaded = { severity: 'ERROR', redelivery: 'not-loaded', messageId: 'evt_1' };
    expect(entriesOf(await consumer.stop())).toMatchObject([
      { ...notLoaded, message: 'Stripe Event Not Handled', eventId: 'evt_1', consumer: 'stripe-onStripeEvent' },
    ]);
    expect(entriesOf(await letters.stop())).toMatchObject([
      { ...notLoaded, message: 'Stripe Dead Letter Not Kept', consumer: 'stripe-onDeadLetter' },
    ]);
  });

  it('a dead letter that cannot be stored is delivered again, with one entry', async () => {
    firestore.plan.push(...Array.from({ length: 10 }, () => refusal(403, 'PERMISSION_DENIED')));
    const letters = await start(framework, 'stripe.onDeadLetter');
    expect(await letters.deliver(messageOf('evt_2'))).toBe(503);
    expect(entriesOf(await letters.stop())).toMatchObject([
      { severity: 'ERROR', message: 'Stripe Dead Letter Not Kept', redelivery: 'unreachable', eventId: 'evt_2' },
    ]);
  });

  it('what is not a message, or comes to an odd URL, is refused without a stack trace', async () => {
    const consumer = await start(framework, 'stripe.onStripeEvent');
    const post = (path: string) =>
      fetch(`http://127.0.0.1:${consumer.port}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
    expect(await post('/')).toMatchObject({ status: 400 });
    expect(await post('/%E0%A4%A')).toMatchObject({ status: 400 });
    const { stdout, stderr } = await consumer.stop();
    expect(stderr).toEqual([]);
    const message = 'A request without a Pub/Sub message was refused';
    expect(stdout.map((line): unknown => JSON.parse(line))).toMatchObject([{ message }, { message }]);
  });
});
