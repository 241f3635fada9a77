import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textAt } from '../../ops/delivery/google/json.ts';
import { preparedProject } from '../control-plane/prepared.ts';
import { BUILT, BUILT_CODEBASE, STRIPE_ON } from './harness/built-project.ts';
import { offThePolicy } from './harness/delivery-policy.ts';
import { FIREBASE_15 } from './harness/firebase-clis.ts';
import { functionsIn } from './harness/look.ts';
import { Operator } from './harness/operator.ts';
import { ALL_FUNCTIONS } from './harness/stripe-functions.ts';
import { describeDeploy } from './harness/suite.ts';

async function operatorOf(functions: readonly object[]): Promise<Operator> {
  const operator = await Operator.at(preparedProject());
  operator.write('firebase.json', JSON.stringify({ functions }));
  return operator;
}

/** The short name of the topic that triggers each function of a codebase, by the function's id. */
function topicsOf({ cloud }: Operator, codebase: string): Readonly<Record<string, string | undefined>> {
  const triggered = functionsIn(cloud, codebase).filter(({ isTriggered }) => isTriggered);
  return Object.fromEntries(triggered.map(({ id, topic }) => [id, topic?.split('/').at(-1)]));
}

describeDeploy(`a prefix, deployed by the Firebase CLI ${FIREBASE_15.version}`, () => {
  let operator: Operator;

  beforeAll(async () => {
    operator = await operatorOf([{ ...BUILT_CODEBASE, prefix: 'eu' }]);
    const { exitCode, output } = await operator.deploy(FIREBASE_15);
    expect(exitCode, output).toBe(0);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('is in front of the ids alone, and the policy is on every subscription', () => {
    expect(functionsIn(operator.cloud).map(({ id }) => id)).toEqual(ALL_FUNCTIONS.map((name) => `eu-${name}`));
    expect(topicsOf(operator, 'integration-service')).toEqual({
      'eu-sagas-onDeadLetter': 'integration-sagas-events-dead-letter',
      'eu-sagas-onSagaEvent': 'integration-sagas-events',
      'eu-stripe-onDeadLetter': 'integration-stripe-events-dead-letter',
      'eu-stripe-onStripeEvent': 'integration-stripe-events',
    });
    expect(offThePolicy(operator.cloud)).toEqual([]);
  });

  it('is in the address to register, and the doctor finds nothing to fix', async () => {
    const { projectId } = operator.cloud;
    const url = await operator.integrations('url', 'stripe', '--project', projectId);
    expect(url.output).toContain(`https://us-central1-${projectId}.cloudfunctions.net/eu-stripe-webhook`);
    const { output, exitCode } = await operator.integrations('doctor', '--project', projectId);
    expect(output).toContain('Nothing to fix.');
    expect(exitCode).toBe(0);
  });

  it('does not hide from the check before a deploy that a consumer would go', async () => {
    operator.configure('LOG_LEVEL=debug\n');
    const refused = await operator.deploy(FIREBASE_15);
    expect(refused.output).toContain('No integration is enabled, so this would delete all 6 functions.');
    expect(refused.exitCode).not.toBe(0);
    operator.configure(STRIPE_ON);
  });
});

describeDeploy('two instances of a function kit', () => {
  let operator: Operator;

  beforeAll(async () => {
    const instances = { shop: 'kits/config-shop', blog: 'kits/config-blog' };
    operator = await operatorOf([{ kit: 'integrations', source: 'functions', instances, ...BUILT }]);
    for (const folder of Object.values(instances)) {
      operator.write(`${folder}/.env.${operator.cloud.projectId}`, STRIPE_ON);
    }
    // What is in the functions folder is neither one's.
    operator.configure('SLACK_WEBHOOK_SECRET_NAME=slack-webhook-secret\n');
    const { exitCode, output } = await operator.deploy(FIREBASE_15);
    expect(exitCode, output).toBe(0);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it.each(['shop', 'blog'])('%s has its own functions on its own topics', (instance) => {
    expect(functionsIn(operator.cloud, instance).map(({ id }) => id)).toEqual(
      ALL_FUNCTIONS.map((name) => `kit-${instance}-${name}`),
    );
    expect(topicsOf(operator, instance)).toEqual({
      [`kit-${instance}-sagas-onDeadLetter`]: `${instance}-integration-sagas-events-dead-letter`,
      [`kit-${instance}-sagas-onSagaEvent`]: `${instance}-integration-sagas-events`,
      [`kit-${instance}-stripe-onDeadLetter`]: `${instance}-integration-stripe-events-dead-letter`,
      [`kit-${instance}-stripe-onStripeEvent`]: `${instance}-integration-stripe-events`,
    });
  });

  it('the policy is on every subscription of both, and the ledger of each expires', () => {
    expect(offThePolicy(operator.cloud)).toEqual([]);
    const expiring = operator.cloud.list('firestore.googleapis.com', /-ledger\/fields\/expireAt$/);
    const collections = expiring.map((field) => /[a-z]+-integration-ledger/.exec(String(field['name']))?.[0] ?? '');
    expect(collections.toSorted()).toEqual(['blog-integration-ledger', 'shop-integration-ledger']);
  });

  it('the doctor looks at both, and finds nothing to fix', async () => {
    const { output, exitCode } = await operator.integrations('doctor', '--project', operator.cloud.projectId);
    expect(output).toContain('Nothing to fix.');
    expect(exitCode).toBe(0);
    expect(operator.plane.faults).toEqual([]);
  });

  it('a subscription of the second that is off the policy is found, and put right', async () => {
    const { cloud } = operator;
    const [found] = cloud.list('pubsub.googleapis.com', /\/subscriptions\/eventarc-.*blog.*onstripeevent/);
    const name = textAt(found, 'name') ?? '';
    cloud.put('pubsub.googleapis.com', name, { ...found, messageRetentionDuration: '86400s' });
    const checked = await operator.integrations('delivery', 'check', '--project', cloud.projectId);
    expect(checked.output).toContain('retention: 1 day → 31 days');
    expect(checked.exitCode).toBe(1);
    const applied = await operator.integrations('delivery', 'apply', '--project', cloud.projectId);
    expect(applied.output).toContain(`Delivery policy of ${cloud.projectId}, blog, us-central1`);
    expect(applied.exitCode).toBe(0);
    expect(offThePolicy(cloud)).toEqual([]);
  });

  it('an agent finds and applies the policy by the tools of a project', async () => {
    const words = ['mcp', '--allow-write', '--project', operator.cloud.projectId];
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StdioClientTransport(operator.startOf(...words)));
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['delivery_check', 'delivery_apply']));
    for (const name of ['delivery_check', 'delivery_apply']) {
      const { content } = await client.callTool({ name, arguments: {} });
      expect(content).toMatchObject([{ text: expect.stringMatching(/^Exit code 0\.\n[\s\S]*"codebase": "blog"/) }]);
    }
    await client.close();
  });

  it('a command about one ledger asks which', async () => {
    const { projectId } = operator.cloud;
    const { output, exitCode } = await operator.integrations('events', '--project', projectId);
    expect(output).toContain('firebase.json deploys several installations; name one by --codebase: shop, blog.');
    expect(exitCode).toBe(2);
  });
});

describeDeploy('two codebases of one folder', () => {
  let operator: Operator;
  const EU = { ...BUILT_CODEBASE, codebase: 'eu', prefix: 'eu', configDir: 'config-eu' };

  beforeAll(async () => {
    operator = await operatorOf([BUILT_CODEBASE, EU]);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('are not deployed while one would handle the events of the other', async () => {
    operator.write(`config-eu/.env.${operator.cloud.projectId}`, STRIPE_ON);
    const { exitCode, output } = await operator.deploy(FIREBASE_15);
    expect(output).toContain('The codebases integration-service and eu share the topics and the ledger of stripe');
    expect(exitCode).not.toBe(0);
    expect(functionsIn(operator.cloud)).toEqual([]);
  });

  it('are on their own topics with a scope, and the policy is on every subscription', async () => {
    operator.write(`config-eu/.env.${operator.cloud.projectId}`, `INTEGRATIONS_SCOPE=europe\n${STRIPE_ON}`);
    const { exitCode, output } = await operator.deploy(FIREBASE_15);
    expect(exitCode, output).toBe(0);
    expect(topicsOf(operator, 'integration-service')).toEqual({
      'sagas-onDeadLetter': 'integration-sagas-events-dead-letter',
      'sagas-onSagaEvent': 'integration-sagas-events',
      'stripe-onDeadLetter': 'integration-stripe-events-dead-letter',
      'stripe-onStripeEvent': 'integration-stripe-events',
    });
    expect(topicsOf(operator, 'eu')).toEqual({
      'eu-sagas-onDeadLetter': 'europe-integration-sagas-events-dead-letter',
      'eu-sagas-onSagaEvent': 'europe-integration-sagas-events',
      'eu-stripe-onDeadLetter': 'europe-integration-stripe-events-dead-letter',
      'eu-stripe-onStripeEvent': 'europe-integration-stripe-events',
    });
    expect(offThePolicy(operator.cloud)).toEqual([]);
    expect(operator.plane.faults).toEqual([]);
  });
});

/** What the generator writes for another codebase, as far as a deploy sees it. */
const LISTENER = `
const { onMessagePublished } = require('firebase-functions/v2/pubsub');
const topic = 'integration-stripe-events';
exports.shop = { stripe: { onStripeEvent: onMessagePublished({ topic, retry: true }, () => {}) } };
exports.onAnything = onMessagePublished({ topic, retry: true }, () => {});
`;

describeDeploy('another codebase that listens', () => {
  let operator: Operator;

  beforeAll(async () => {
    const shop = { codebase: 'shop', source: 'shop', runtime: 'nodejs24', disallowLegacyRuntimeConfig: true };
    operator = await operatorOf([BUILT_CODEBASE, shop]);
    const dependencies = { 'firebase-functions': '7.4.0' };
    operator.write('shop/package.json', JSON.stringify({ name: 'shop', main: 'index.js', dependencies }));
    operator.write('shop/index.js', LISTENER);
    const { exitCode, output } = await operator.deploy(FIREBASE_15);
    expect(exitCode, output).toBe(0);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  describe('has the policy', () => {
    it('on the subscription of its listener, and dead letters go to the topic of the bundle', () => {
      expect(topicsOf(operator, 'shop')).toEqual({
        'shop-stripe-onStripeEvent': 'integration-stripe-events',
        onAnything: 'integration-stripe-events',
      });
      const off = offThePolicy(operator.cloud);
      expect(off).toEqual([expect.stringContaining('onanything')]);
    });

    it('and not on what it wrote by itself, which stays as it is', () => {
      const [own] = operator.cloud.list('pubsub.googleapis.com', /\/subscriptions\/eventarc-.*onanything/);
      expect(own).toMatchObject({ messageRetentionDuration: '86400s' });
    });
  });
});
