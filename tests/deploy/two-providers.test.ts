import { afterAll, beforeAll, expect, it } from 'vitest';
import { objectAt } from '../../ops/delivery/google/json.ts';
import { preparedProject } from '../control-plane/prepared.ts';
import { putSecret } from '../control-plane/services/secrets.ts';
import { STRIPE_ON } from './harness/built-project.ts';
import { offThePolicy } from './harness/delivery-policy.ts';
import { FIREBASE_14, FIREBASE_15 } from './harness/firebase-clis.ts';
import { functionsIn } from './harness/look.ts';
import { Operator } from './harness/operator.ts';
import { unframed } from './harness/processes.ts';
import { ALL_FUNCTIONS, STRIPE_FUNCTIONS } from './harness/stripe-functions.ts';
import { describeDeploy } from './harness/suite.ts';

const SLACK_ON = 'SLACK_WEBHOOK_SECRET_NAME=slack-webhook-secret\n';

describeDeploy('of two integrations', () => {
  let operator: Operator;

  beforeAll(async () => {
    const cloud = preparedProject();
    putSecret('slack-webhook-secret', ['0123456789abcdef0123456789abcdef'], cloud);
    operator = await Operator.at(cloud, STRIPE_ON + SLACK_ON);
    await operator.build();
    const { exitCode, output } = await operator.deploy(FIREBASE_15);
    expect(exitCode, output).toBe(0);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('one can be deployed alone, by the codebase and the group', async () => {
    operator.configure(`${STRIPE_ON}${SLACK_ON}LOG_LEVEL=debug\n`);
    const nothing = await operator.deploy(FIREBASE_14, 'functions:stripe');
    expect(nothing.output).toContain('No function matches');
    expect(nothing.exitCode).not.toBe(0);
    const { exitCode, output } = await operator.deploy(FIREBASE_15, 'functions:integration-service:stripe');
    expect(exitCode, output).toBe(0);
    const changed = functionsIn(operator.cloud).filter(
      ({ serviceConfig }) => objectAt(serviceConfig, 'environmentVariables')?.['LOG_LEVEL'] === 'debug',
    );
    expect(changed.map(({ id }) => id)).toEqual(STRIPE_FUNCTIONS);
    expect(functionsIn(operator.cloud)).toHaveLength(9);
    expect(offThePolicy(operator.cloud)).toEqual([]);
  });

  it('one that is switched off is not deleted while events wait for it, and nothing else is changed', async () => {
    operator.configure(STRIPE_ON);
    operator.cloud.conditions.waiting.set(subscriptionOf('slack-onslackevent'), 12);
    const refused = await operator.deploy(FIREBASE_15);
    expect(refused.exitCode).not.toBe(0);
    expect(unframed(refused.output)).toContain(
      'slack-onSlackEvent (us-central1) would be deleted, and 12 events wait for it: they would be lost with its subscription.',
    );
    expect(functionsIn(operator.cloud)).toHaveLength(9);
    expect(offThePolicy(operator.cloud)).toEqual([]);
  });

  it('one that is switched off is deleted if none wait, with its subscriptions; its topics and the other stay', async () => {
    operator.cloud.conditions.waiting.clear();
    const deleted = await operator.deploy(FIREBASE_15);
    expect(deleted.output).toContain('slack-onSlackEvent(us-central1)] Successful delete operation.');
    expect(deleted.exitCode).toBe(0);
    expect(functionsIn(operator.cloud).map(({ id }) => id)).toEqual(ALL_FUNCTIONS);
    const left = operator.cloud.list('pubsub.googleapis.com', /slack/).map(({ name }) => name);
    expect(left).toEqual([
      'projects/acme-prod/topics/integration-slack-events',
      'projects/acme-prod/topics/integration-slack-events-dead-letter',
    ]);
    expect(offThePolicy(operator.cloud)).toEqual([]);
    expect(operator.plane.faults).toEqual([]);
  });

  /** The short name of the subscription behind a function. */
  function subscriptionOf(service: string): string {
    const [found] = operator.cloud.list('pubsub.googleapis.com', new RegExp(`/subscriptions/eventarc-.*${service}`));
    return String(found?.['name']).split('/').at(-1) ?? '';
  }
});
