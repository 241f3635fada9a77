import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { objectAt, textAt, type JsonObject } from '../../ops/delivery/google/json.ts';
import { preparedProject } from '../control-plane/prepared.ts';
import { DeployedFunction } from '../framework/deployed-function.ts';
import { FIREBASE_15 } from './harness/firebase-clis.ts';
import { functionsIn } from './harness/look.ts';
import { Operator } from './harness/operator.ts';
import { describeDeploy } from './harness/suite.ts';
import { unzip } from './harness/unzip.ts';

const TYPE = 'customer.subscription.deleted';
const LATEST_SECRET = 'whsec_second_of_the_fake';

describeDeploy('what was uploaded, started with the environment that was sent', () => {
  let operator: Operator;
  let folder: string;
  const running: DeployedFunction[] = [];

  beforeAll(async () => {
    operator = await Operator.at(preparedProject());
    const { exitCode, output } = await operator.deploy(FIREBASE_15);
    expect(exitCode, output).toBe(0);
    folder = mkdtempSync(join(tmpdir(), 'uploaded-'));
    const [upload] = operator.cloud.uploads;
    unzip(upload ?? Buffer.alloc(0), folder);
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.stop()));
    rmSync(folder, { recursive: true });
    await operator[Symbol.asyncDispose]();
  });

  it('takes a signed request, by the secret that Secret Manager holds, to a message on the topic', async () => {
    const webhook = await start('stripe-webhook', 'http');
    const now = new Date();
    const url = `http://127.0.0.1:${webhook.port}/`;
    const body = Buffer.from(stripeSamples.sample(TYPE, { id: 'live-1', now }));
    const signed = stripeSamples.request({ body, type: TYPE, id: 'live-1', signing: LATEST_SECRET, now, url });
    const reply = await fetch(url, { method: signed.method, headers: signed.headers, body });
    expect(await reply.json()).toMatchObject({ received: true });
    expect(operator.cloud.published).toMatchObject([
      {
        topic: 'projects/acme-prod/topics/integration-stripe-events',
        message: { attributes: { type: `com.stripe.${TYPE}` } },
      },
    ]);
  });

  it('takes the message to the records and the ledger in Firestore, with nothing asked that Google does not offer', async () => {
    const consumer = await start('stripe-onStripeEvent', 'cloudevent');
    const [published] = operator.cloud.published;
    expect(await consumer.deliver(published?.message ?? {})).toBe(204);
    const collections = new Set(operator.cloud.documents.names.map((name) => name.split('/').at(-2)));
    expect(collections).toEqual(
      new Set(['integration-ledger', 'integration-sagaInstances', 'integration-subscriptions']),
    );
    const [ledger = ''] = operator.cloud.documents.names.filter((name) => name.includes('integration-ledger'));
    expect(operator.cloud.documents.fieldsOf(ledger)).toMatchObject({ status: { stringValue: 'done' } });
    expect(operator.plane.faults).toEqual([]);
    expect(operator.plane.requests.filter(({ error }) => error?.startsWith('Invalid'))).toEqual([]);
  });

  async function start(id: string, signature: 'http' | 'cloudevent'): Promise<DeployedFunction> {
    const deployed = functionsIn(operator.cloud).find((one) => one.id === id);
    const started = await DeployedFunction.start({
      framework: '5.0.5',
      source: folder,
      target: textAt(deployed?.buildConfig, 'entryPoint') ?? '',
      signature,
      environment: { ...textsIn(objectAt(deployed?.serviceConfig, 'environmentVariables')), ...operator.rerouted },
    });
    running.push(started);
    return started;
  }
});

function textsIn(object: JsonObject | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(object ?? {}).map(([name, value]) => [name, String(value)]));
}
