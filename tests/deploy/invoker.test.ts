import { afterAll, beforeAll, expect, it } from 'vitest';
import { preparedProject } from '../control-plane/prepared.ts';
import { STRIPE_ON } from './harness/built-project.ts';
import { applyCommand, offThePolicy } from './harness/delivery-policy.ts';
import { FIREBASE_14, FIREBASE_15 } from './harness/firebase-clis.ts';
import { functionsIn, invokersOf, serviceOf } from './harness/look.ts';
import { Operator } from './harness/operator.ts';
import { ALL_FUNCTIONS } from './harness/stripe-functions.ts';
import { describeDeploy } from './harness/suite.ts';

const GATEWAY = 'gateway@acme-prod.iam.gserviceaccount.com';
const BATCH = 'batch@acme-prod.iam.gserviceaccount.com';

describeDeploy('an organisation that forbids allUsers', () => {
  let operator: Operator;

  beforeAll(async () => {
    const cloud = preparedProject();
    cloud.conditions.forbidsAllUsers = true;
    operator = await Operator.at(cloud);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('makes a deploy fail with every function live and none public, after it told how to apply the policy', async () => {
    const failed = await operator.deploy(FIREBASE_14);
    expect(failed.exitCode).not.toBe(0);
    expect(failed.output).toContain('Failed to set the IAM Policy on the Service');
    expect(functionsIn(operator.cloud)).toHaveLength(ALL_FUNCTIONS.length);
    expect(invokersOf('stripe-webhook', operator.cloud)).toEqual([]);
    expect(offThePolicy(operator.cloud)).toHaveLength(4);
    expect(failed.output).toContain(applyCommand(operator.cloud));
  });

  it('is content with a webhook whose invoker is not checked: anyone may call it, and nobody was granted anything', async () => {
    operator.write('functions/src/integrations.config.ts', configWith(`'unchecked'`));
    await operator.build();
    const deployed = await operator.deploy(FIREBASE_14);
    expect(deployed.exitCode, deployed.output).toBe(0);
    expect(invokersOf('stripe-webhook', operator.cloud)).toEqual([]);
    expect(serviceOf('stripe-webhook', operator.cloud)).toMatchObject({ invokerIamDisabled: true });
    expect(offThePolicy(operator.cloud)).toEqual([]);
  });

  it('finds it unchecked after the next deploy of changed functions, too', async () => {
    operator.configure(`${STRIPE_ON}LOG_LEVEL=debug\n`);
    const deployed = await operator.deploy(FIREBASE_15);
    expect(deployed.exitCode, deployed.output).toBe(0);
    expect(invokersOf('stripe-webhook', operator.cloud)).toEqual([]);
    expect(serviceOf('stripe-webhook', operator.cloud)).toMatchObject({ invokerIamDisabled: true });
    expect(operator.plane.faults).toEqual([]);
  });
});

describeDeploy('a webhook that a gateway alone may call', () => {
  let operator: Operator;

  beforeAll(async () => {
    const cloud = preparedProject();
    cloud.conditions.forbidsAllUsers = true;
    for (const account of [GATEWAY, BATCH]) cloud.serviceAccounts.add(account);
    operator = await Operator.at(cloud);
    operator.write('functions/src/integrations.config.ts', configWith(`['gateway@', '${BATCH}']`));
    await operator.build();
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('is granted to it by the first deploy', async () => {
    const first = await operator.deploy(FIREBASE_15);
    expect(first.exitCode, first.output).toBe(0);
    expect(invokersOf('stripe-webhook', operator.cloud).toSorted()).toEqual(
      [BATCH, GATEWAY].map((account) => `serviceAccount:${account}`),
    );
    expect(offThePolicy(operator.cloud)).toEqual([]);
  });

  it('still is after the next deploy of changed functions', async () => {
    operator.configure(`${STRIPE_ON}LOG_LEVEL=debug\n`);
    const second = await operator.deploy(FIREBASE_14);
    expect(second.exitCode, second.output).toBe(0);
    expect(second.output).toContain('Successful update operation');
    expect(invokersOf('stripe-webhook', operator.cloud).toSorted()).toEqual(
      [BATCH, GATEWAY].map((account) => `serviceAccount:${account}`),
    );
    expect(operator.plane.faults).toEqual([]);
  });
});

/** The configuration of an operator who says who may call Stripe's webhook. @param invoker An expression. */
function configWith(invoker: string): string {
  return `
    import { defineBundle } from './core/config/bundle.ts';
    import type { Provider } from './generated/providers.ts';

    export const config = defineBundle<Provider>({ integrations: { stripe: { webhook: { invoker: ${invoker} } } } });
  `;
}
