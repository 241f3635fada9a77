import { afterAll, beforeAll, expect, it } from 'vitest';
import { GoogleError } from '../control-plane/google-error.ts';
import { preparedProject } from '../control-plane/prepared.ts';
import { applyCommand, offThePolicy } from './harness/delivery-policy.ts';
import { FIREBASE_14, FIREBASE_15 } from './harness/firebase-clis.ts';
import { functionsIn } from './harness/look.ts';
import { Operator } from './harness/operator.ts';
import type { Finished } from './harness/processes.ts';
import { ALL_FUNCTIONS } from './harness/stripe-functions.ts';
import { describeDeploy } from './harness/suite.ts';

const HEALTH_CHECK = 'Could not create or update Cloud Run service stripe-webhook, Container Healthcheck failed.';

describeDeploy('a deploy in which one function fails', () => {
  let operator: Operator;
  let failed: Finished;

  beforeAll(async () => {
    const cloud = preparedProject();
    cloud.conditions.failingFunctions.set('stripe-webhook', new GoogleError('INTERNAL', HEALTH_CHECK));
    operator = await Operator.at(cloud);
    failed = await operator.deploy(FIREBASE_15);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('fails, leaves the others live, and runs no hook after it', () => {
    expect(failed.exitCode).not.toBe(0);
    expect(failed.output).toContain('Container Healthcheck failed');
    expect(failed.output).not.toContain('Finished running postdeploy');
    expect(functionsIn(operator.cloud)).toMatchObject(
      ALL_FUNCTIONS.map((id) => ({ id, state: id === 'stripe-webhook' ? 'FAILED' : 'ACTIVE' })),
    );
  });

  it('has told the operator the command that gives the live ones the delivery policy', async () => {
    expect(offThePolicy(operator.cloud)).toHaveLength(4);
    expect(failed.output).toContain(applyCommand(operator.cloud));
    const applied = await operator.integrations('delivery', 'apply', '--project', operator.cloud.projectId);
    expect(applied.output).toContain('dead letters: dropped → to integration-stripe-events-dead-letter');
    expect(offThePolicy(operator.cloud)).toEqual([]);
  });

  it('is made good by the next deploy', async () => {
    operator.cloud.conditions.failingFunctions.clear();
    const next = await operator.deploy(FIREBASE_15);
    expect(next.exitCode).toBe(0);
    expect(new Set(functionsIn(operator.cloud).map(({ state }) => state))).toEqual(new Set(['ACTIVE']));
    expect(offThePolicy(operator.cloud)).toEqual([]);
    expect(operator.plane.faults).toEqual([]);
  });
});

describeDeploy('a deploy by somebody who may not set the policy of the project', () => {
  let operator: Operator;

  beforeAll(async () => {
    const cloud = preparedProject();
    cloud.conditions.deniedMethods.add('cloudresourcemanager.v1.projects.setIamPolicy');
    operator = await Operator.at(cloud);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('ends with the commands for an owner, before any function is live', async () => {
    const failed = await operator.deploy(FIREBASE_14);
    expect(failed.exitCode).toBe(1);
    expect(failed.output).toContain('We failed to modify the IAM policy for the project');
    expect(failed.output).toContain('gcloud projects add-iam-policy-binding acme-prod');
    expect(functionsIn(operator.cloud)).toEqual([]);
    expect(failed.output).toContain(applyCommand(operator.cloud));
  });
});
