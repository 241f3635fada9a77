import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshProject } from '../control-plane/prepared.ts';
import { offThePolicy } from './harness/delivery-policy.ts';
import { FIREBASE_15 } from './harness/firebase-clis.ts';
import { functionsIn } from './harness/look.ts';
import { Operator } from './harness/operator.ts';
import { ALL_FUNCTIONS } from './harness/stripe-functions.ts';
import { describeDeploy } from './harness/suite.ts';

/** An API that was enabled just now does not answer at once. */
const ENABLING_MS = 1_000;

describeDeploy('a project in which nobody has enabled an API', () => {
  let operator: Operator;

  beforeAll(async () => {
    const cloud = freshProject();
    cloud.conditions.enablingMs = ENABLING_MS;
    operator = await Operator.at(cloud);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('is deployed to in one go: what is missing is enabled, with one calm line about it', async () => {
    const { exitCode, output } = await operator.deploy(FIREBASE_15);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('Pub/Sub is not enabled in acme-prod yet. Enabling it; this may take a few minutes.');
    expect(output).not.toContain('  ! ');
    expect(functionsIn(operator.cloud).map(({ id, state }) => [id, state])).toEqual(
      ALL_FUNCTIONS.map((id) => [id, 'ACTIVE']),
    );
    expect(offThePolicy(operator.cloud)).toEqual([]);
    expect(operator.plane.faults).toEqual([]);
  });
});
