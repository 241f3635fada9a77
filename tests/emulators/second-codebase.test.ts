import { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { accepted } from '../faults/accepted.ts';
import { deployedFolder, type DeployedFolder } from '../manifest/deployed-folder.ts';
import { secondCodebase, type SecondCodebase } from '../second-codebase/second-codebase.ts';
import { deploy, type Deployment } from './deployed.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

const SECRET = 'whsec_second_codebase';
const TYPE = 'customer.subscription.deleted';

describeWithEmulators('a second codebase that depends on the packed engine', (emulators) => {
  const project = uniqueProject();
  let codebase: SecondCodebase;
  let bundle: DeployedFolder;
  let deployment: Deployment;
  let firestore: Firestore;

  beforeAll(async () => {
    codebase = secondCodebase();
    expect(codebase.compile()).toBe('');
    bundle = await deployedFolder({ on: ['stripe'] });
    deployment = await deploy({
      project,
      secret: SECRET,
      emulators,
      source: bundle.folder,
      listener: { source: codebase.functions, target: 'shop.stripe.onStripeEvent' },
    });
    const [host = '', port = ''] = emulators.firestore.split(':');
    const customHeaders = { Authorization: 'Bearer owner' };
    firestore = new Firestore({ projectId: project, host, port: Number(port), ssl: false, customHeaders });
  }, 300_000);

  afterAll(async () => {
    await deployment.stop();
    await firestore.terminate();
    bundle[Symbol.dispose]();
    codebase[Symbol.dispose]();
  });

  it('handles an event that this bundle verified and published, and so does this bundle', async () => {
    const { id, subscription } = await send();
    // What a listener keeps is under its scope.
    const dataOf = async (collection: string) => {
      const collections = ['integration', 'shop-integration'].map((prefix) => `${prefix}-${collection}`);
      const found = await Promise.all(collections.map((name) => firestore.collection(name).get()));
      return found.flatMap(({ docs }) => docs.map((document) => document.data()));
    };
    const consumers = async () =>
      (await dataOf('ledger')).filter(({ status }) => status === 'done').map(({ consumer }) => String(consumer));
    await expect
      .poll(async () => (await consumers()).toSorted(), { timeout: 60_000 })
      .toEqual(['shop-stripe-onStripeEvent', 'stripe-onStripeEvent']);
    const access = await firestore.collection('shop-integration-access').doc(subscription).get();
    expect(access.data()).toMatchObject({ data: { active: false } });
    expect((await dataOf('ledger')).map((entry) => entry['id'])).toEqual([id, id]);
    expect(await dataOf('deadLetters')).toEqual([]);
  });

  async function send(): Promise<{ readonly id: string; readonly subscription: string }> {
    const now = new Date();
    const text = stripeSamples.sample(TYPE, { id: 'shared', now });
    const { webhookUrl: url } = deployment;
    const body = Buffer.from(text);
    const { headers } = stripeSamples.request({ body, type: TYPE, id: 'shared', signing: SECRET, now, url });
    await accepted(url, headers, body);
    const event = JSON.parse(text);
    return { id: event.id, subscription: event.data.object.id };
  }
});
