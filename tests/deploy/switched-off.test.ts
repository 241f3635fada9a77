import { afterAll, beforeAll, expect, it } from 'vitest';
import { preparedProject } from '../control-plane/prepared.ts';
import { putSecret } from '../control-plane/services/secrets.ts';
import { offThePolicy } from './harness/delivery-policy.ts';
import { FIREBASE_15 } from './harness/firebase-clis.ts';
import { functionsIn } from './harness/look.ts';
import { Operator, STRIPE_ON } from './harness/operator.ts';
import { unframed } from './harness/processes.ts';
import { describeDeploy } from './harness/suite.ts';

const SLACK_ON = 'SLACK_WEBHOOK_SECRET_NAME=slack-webhook-secret\n';

describeDeploy('an integration that is switched off', () => {
  let operator: Operator;

  beforeAll(async () => {
    const cloud = preparedProject();
    putSecret('slack-webhook-secret', ['0123456789abcdef0123456789abcdef'], cloud);
    operator = await Operator.at(cloud, STRIPE_ON + SLACK_ON);
    const { exitCode, output } = await operator.deploy(FIREBASE_15);
    expect(exitCode, output).toBe(0);
    operator.configure(STRIPE_ON);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('is not deleted while events wait for it, and neither is anything else changed', async () => {
    operator.cloud.conditions.waiting.set(subscriptionOf('slack-onslackevent'), 12);
    const refused = await operator.deploy(FIREBASE_15);
    expect(refused.exitCode).not.toBe(0);
    expect(unframed(refused.output)).toContain(
      'slack-onSlackEvent (us-central1) would be deleted, and 12 events wait for it: they would be lost with its subscription.',
    );
    expect(functionsIn(operator.cloud)).toHaveLength(6);
    expect(offThePolicy(operator.cloud)).toEqual([]);
  });

  it('is deleted when none wait, with its subscriptions; its topics and the other integration stay', async () => {
    operator.cloud.conditions.waiting.clear();
    const deleted = await operator.deploy(FIREBASE_15);
    expect(deleted.output).toContain('slack-onSlackEvent(us-central1)] Successful delete operation.');
    expect(deleted.exitCode).toBe(0);
    expect(functionsIn(operator.cloud).map(({ id }) => id)).toEqual([
      'stripe-onDeadLetter',
      'stripe-onStripeEvent',
      'stripe-webhook',
    ]);
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
