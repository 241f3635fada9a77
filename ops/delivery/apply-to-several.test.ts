import { describe, expect, it } from 'vitest';
import { applyCommand } from './apply-command.ts';
import type { DeliveryBundle } from './bundle.ts';
import { entryPointOf } from './google/deployed-functions.ts';
import { ACME, BUNDLE, deployFunction, eventarcSubscription } from './testing/acme.ts';
import { apply, deployedGoogle, pathOf } from './testing/applied.ts';
import type { FakeGoogle } from './testing/fake-google.ts';
import { testWorld } from './testing/world.ts';

const LETTERS = 'projects/demo/topics/integration-acme-events-dead-letter';
const AGENT = 'serviceAccount:service-1234@gcp-sa-pubsub.iam.gserviceaccount.com';

describe('a codebase that listens', () => {
  const LISTENER = 'shop-acme-onAcmeEvent';

  /** @param entryPoint What it runs. @param topic The short name of the topic that triggers it. */
  function deployListener(google: FakeGoogle, entryPoint: string, topic = ACME.topic, name = LISTENER): string {
    deployFunction(google, name, topic, 'europe-west1');
    const path = `functions/projects/demo/locations/europe-west1/functions/${name}`;
    const labels = { 'firebase-functions-codebase': 'shop' };
    google.resources.set(path, { ...google.resources.get(path), labels, buildConfig: { entryPoint } });
    return `pubsub/${eventarcSubscription(name)}`;
  }

  function deploySagas(google: FakeGoogle): { readonly events: string; readonly letters: string } {
    const deploy = (name: string, topic: string) =>
      deployListener(google, `shop.sagas.${name}`, topic, `shop-sagas-${name}`);
    return {
      events: deploy('onSagaEvent', 'shop-integration-sagas-events'),
      letters: deploy('onDeadLetter', 'shop-integration-sagas-events-dead-letter'),
    };
  }

  it('has the policy on the topics of its own durable sagas, and on their subscriptions', async () => {
    await using google = await deployedGoogle();
    deployListener(google, 'shop.acme.onAcmeEvent');
    const { events, letters } = deploySagas(google);
    expect((await apply(google, ['--check'])).text).toContain('shop-integration-sagas-events');
    const sagaPolicy = () => ({ ...BUNDLE.sagaPolicy(), topicRetentionDays: 7, ackDeadlineSeconds: 300 });
    expect((await apply(google, [], { ...BUNDLE, sagaPolicy })).code).toBe(0);
    const topic = 'projects/demo/topics/shop-integration-sagas-events';
    for (const name of [topic, `${topic}-dead-letter`])
      expect(google.resources.get(`pubsub/${name}`)).toMatchObject({ messageRetentionDuration: '604800s' });
    expect(google.resources.get(events)).toMatchObject({
      ackDeadlineSeconds: 300,
      deadLetterPolicy: { deadLetterTopic: `${topic}-dead-letter`, maxDeliveryAttempts: 100 },
    });
    expect(google.resources.get(letters)).toMatchObject({ messageRetentionDuration: '2678400s' });
    expect(google.policies.get(`pubsub/${topic}-dead-letter`)).toMatchObject({
      bindings: [{ role: 'roles/pubsub.publisher', members: [AGENT] }],
    });
    expect((await apply(google, ['--check'], { ...BUNDLE, sagaPolicy })).code).toBe(0);
  });

  it('is left alone with its durable sagas if it listens to another bundle', async () => {
    await using google = await deployedGoogle();
    deployListener(google, 'shop.acme.onAcmeEvent', 'eu-integration-acme-events');
    const { events } = deploySagas(google);
    const before = google.resources.get(events);
    expect((await apply(google)).code).toBe(0);
    expect(google.resources.get(events)).toBe(before);
  });

  it('has the policy on its subscription, with the dead-letter topic of this bundle, and an expiry of its ledger', async () => {
    await using google = await deployedGoogle();
    const subscription = deployListener(google, 'shop.acme.onAcmeEvent');
    const { code } = await apply(google);
    expect(code).toBe(0);
    expect(google.resources.get(subscription)).toMatchObject({
      messageRetentionDuration: '2678400s',
      deadLetterPolicy: { deadLetterTopic: LETTERS, maxDeliveryAttempts: 100 },
    });
    expect(google.policies.get(subscription)).toMatchObject({
      bindings: [{ role: 'roles/pubsub.subscriber', members: [AGENT] }],
    });
    const groups = 'firestore/projects/demo/databases/(default)/collectionGroups';
    expect(google.resources.get(`${groups}/shop-integration-ledger/fields/expireAt`)).toBeDefined();
  });

  it.each([
    ['that was not generated to listen', 'onAnything', ACME.topic],
    ['of the same entry point as one of ours', 'acme.onAcmeEvent', ACME.topic],
    ['on a topic that is not ours', 'shop.acme.onAcmeEvent', 'their-events'],
  ])('is left alone in a function %s', async (_what, entryPoint, topic) => {
    await using google = await deployedGoogle();
    const subscription = deployListener(google, entryPoint, topic);
    const before = google.resources.get(subscription);
    expect((await apply(google)).code).toBe(0);
    expect(google.resources.get(subscription)).toBe(before);
  });
});

describe('with several installations', () => {
  const EUROPE: DeliveryBundle = {
    ...BUNDLE,
    codebase: 'eu',
    prefix: 'eu',
    scope: { own: 'eu', source: 'eu' },
    collectionPrefix: 'eu-integration-',
    bucket: 'bodies',
    integrations: [{ ...ACME, topic: `eu-${ACME.topic}`, deadLetterTopic: `eu-${ACME.deadLetterTopic}` }],
  };

  it('each has a report, the policy on its own subscriptions and the expiry of its own collections', async () => {
    await using google = await deployedGoogle();
    deployEurope(google);
    const world = testWorld(google, [BUNDLE, EUROPE]);
    expect(await applyCommand([], world)).toBe(0);
    const [report = ''] = world.printed;
    expect(report).toContain('Delivery policy of demo, integration-service, us-central1');
    expect(report).toContain('Delivery policy of demo, eu, us-central1');
    const subscription = `pubsub/${eventarcSubscription('eu-acme-onAcmeEvent')}`;
    const letters = 'projects/demo/topics/eu-integration-acme-events-dead-letter';
    expect(google.resources.get(subscription)).toMatchObject({ deadLetterPolicy: { deadLetterTopic: letters } });
    const groups = 'firestore/projects/demo/databases/(default)/collectionGroups';
    for (const name of ['integration-ledger', 'eu-integration-ledger']) {
      expect(google.resources.get(`${groups}/${name}/fields/expireAt`)).toBeDefined();
    }
    expect(google.resources.get('storage/b/bodies')).toMatchObject({
      lifecycle: { rule: [{ condition: { matchesPrefix: ['eu-events/'] } }] },
    });
  });

  it('what is off the policy in one of them fails the check, and JSON is a list', async () => {
    await using google = await deployedGoogle();
    deployEurope(google);
    await applyCommand([], testWorld(google, [BUNDLE, EUROPE]));
    const name = `pubsub/${eventarcSubscription('eu-acme-onAcmeEvent')}`;
    google.resources.set(name, { ...google.resources.get(name), messageRetentionDuration: '86400s' });
    const world = testWorld(google, [BUNDLE, EUROPE]);
    expect(await applyCommand(['--check', '--json'], world)).toBe(1);
    expect(JSON.parse(world.printed.join(''))).toMatchObject([
      { codebase: 'integration-service', changes: [] },
      { codebase: 'eu', changes: [{ setting: 'retention' }] },
    ]);
  });

  it('the replay of what one has dropped names it', async () => {
    await using google = await deployedGoogle();
    deployEurope(google);
    const now = () => new Date('2026-11-27T12:00:00Z');
    const world = testWorld(google, [BUNDLE, EUROPE], { now });
    await applyCommand([], world);
    expect(world.printed.join('')).toMatch(/replay .*--consumer acme-onAcmeEvent .*--project demo --codebase eu$/m);
  });

  function deployEurope(google: FakeGoogle): void {
    google.resources.set('storage/b/bodies', { metageneration: '1' });
    for (const name of [ACME.deadLetters, ...ACME.consumers]) {
      const topic = name === ACME.deadLetters ? ACME.deadLetterTopic : ACME.topic;
      deployFunction(google, `eu-${name}`, `eu-${topic}`);
      const path = pathOf(`eu-${name}`);
      const labels = { 'firebase-functions-codebase': 'eu' };
      google.resources.set(path, {
        ...google.resources.get(path),
        labels,
        buildConfig: { entryPoint: entryPointOf(name) },
      });
    }
  }
});
