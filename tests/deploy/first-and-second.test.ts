import { afterAll, beforeAll, expect, it } from 'vitest';
import { objectAt, textAt } from '../../ops/delivery/google/json.ts';
import { preparedProject } from '../control-plane/prepared.ts';
import { cliEnvironment } from '../framework/frameworks.ts';
import { BUILT_CODEBASE, STRIPE_ON } from './harness/built-project.ts';
import { applyCommand, offThePolicy } from './harness/delivery-policy.ts';
import { FIREBASE_14, FIREBASE_CLIS } from './harness/firebase-clis.ts';
import { functionsIn, invokersOf, stateOf } from './harness/look.ts';
import { Operator } from './harness/operator.ts';
import type { Finished } from './harness/processes.ts';
import { ALL_FUNCTIONS } from './harness/stripe-functions.ts';
import { describeDeploy } from './harness/suite.ts';

for (const cli of FIREBASE_CLIS) {
  describeDeploy(`deployed by the Firebase CLI ${cli.version}`, () => {
    let operator: Operator;
    let first: Finished;

    beforeAll(async () => {
      operator = await Operator.ofSources(preparedProject());
      first = await operator.deploy(cli);
    });
    afterAll(() => operator[Symbol.asyncDispose]());

    it('the bundle is live, with nothing asked of Google that it does not offer', () => {
      expect(first.output).toContain('Deploy complete!');
      expect(first.exitCode).toBe(0);
      expect(first.output).not.toContain('  ! ');
      expect(operator.plane.faults).toEqual([]);
      expect(functionsIn(operator.cloud)).toMatchObject(
        ALL_FUNCTIONS.map((id) => ({
          id,
          state: 'ACTIVE',
          labels: { 'firebase-functions-codebase': 'integration-service' },
          buildConfig: { entryPoint: id.replace('-', '.'), runtime: 'nodejs24' },
        })),
      );
      expect(invokersOf('stripe-webhook', operator.cloud)).toEqual(['allUsers']);
    });

    it('a function has the environment in which tests/framework starts it, and the operator’s own variables', () => {
      const { projectId: project } = operator.cloud;
      for (const { buildConfig, serviceConfig, isTriggered } of functionsIn(operator.cloud)) {
        const target = textAt(buildConfig, 'entryPoint') ?? '';
        const signature = isTriggered ? 'cloudevent' : 'http';
        const { FUNCTION_REGION: region, ...given } = cliEnvironment({ target, signature, project });
        expect(serviceConfig['environmentVariables']).toEqual({
          ...given,
          ...(cli !== FIREBASE_14 && { FUNCTION_REGION: region }),
          STRIPE_WEBHOOK_SECRET_NAME: 'stripe-webhook-secret',
        });
      }
    });

    it('every live subscription has the delivery policy, and the operator was told beforehand how to apply it', () => {
      expect(offThePolicy(operator.cloud)).toEqual([]);
      const [beforehand = ''] = first.output.split('Finished running predeploy');
      expect(beforehand).toContain(applyCommand(operator.cloud));
    });

    it('the doctor finds nothing to fix', async () => {
      const examined = await operator.integrations('doctor', '--project', operator.cloud.projectId);
      expect(examined.output).toContain('Nothing to fix.');
      expect(examined.output).toContain('delivery policy: topics, subscriptions, grants and expiry as it says');
      expect(examined.exitCode).toBe(0);
      expect(operator.plane.faults).toEqual([]);
    });

    it('a second deploy changes nothing, and keeps what was set by hand', async () => {
      setByHand(operator);
      const before = stateOf(operator.cloud);
      const second = await operator.deploy(cli);
      expect(second.exitCode).toBe(0);
      for (const id of ALL_FUNCTIONS) {
        expect(second.output).toContain(
          `functions[integration-service:${id}(us-central1)] Skipped (No changes detected)`,
        );
      }
      expect(stateOf(operator.cloud)).toEqual(before);
      expect(operator.plane.faults).toEqual([]);
    });

    it('a deploy of changed functions keeps what was set by hand, and the policy even if Google resets it', async () => {
      operator.cloud.conditions.redeployResets = true;
      const before = stateOf(operator.cloud);
      const count = operator.plane.requests.length;
      operator.configure(`${STRIPE_ON}LOG_LEVEL=debug\n`);
      // What is built is still the same.
      operator.write('firebase.json', JSON.stringify({ functions: [BUILT_CODEBASE] }));
      const changed = await operator.deploy(cli);
      expect(changed.exitCode).toBe(0);
      const calls = operator.plane.requests.slice(count).map(({ method }) => method);
      expect(calls.filter((method) => method.endsWith('functions.patch'))).toHaveLength(ALL_FUNCTIONS.length);
      for (const { serviceConfig } of functionsIn(operator.cloud)) {
        expect(objectAt(serviceConfig, 'environmentVariables')).toMatchObject({ LOG_LEVEL: 'debug' });
      }
      const { functions: _before, ...others } = before;
      expect(stateOf(operator.cloud)).toMatchObject(others);
      expect(offThePolicy(operator.cloud)).toEqual([]);
    });
  });
}

/** What operators add to a project: a label, a second caller, an account that may read a topic. */
function setByHand({ cloud }: Operator): void {
  for (const [name, resource] of cloud.resources) {
    if (name.includes('/subscriptions/eventarc-')) {
      cloud.resources.set(name, { ...resource, labels: { ...objectAt(resource, 'labels'), team: 'payments' } });
    }
  }
  const topic = `//pubsub.googleapis.com/projects/${cloud.projectId}/topics/integration-stripe-events`;
  const bindings = [{ role: 'roles/pubsub.subscriber', members: ['group:data@example.com'] }];
  cloud.policies.set(topic, { version: 1, etag: 'by-hand', bindings });
  cloud.put('cloudfunctions.googleapis.com', `projects/${cloud.projectId}/locations/us-central1/functions/theirs`, {
    name: `projects/${cloud.projectId}/locations/us-central1/functions/theirs`,
    environment: 'GEN_2',
    labels: { 'firebase-functions-codebase': 'theirs', 'deployment-tool': 'cli-firebase' },
    buildConfig: { runtime: 'nodejs24', entryPoint: 'theirs' },
    serviceConfig: { service: `projects/${cloud.projectId}/locations/us-central1/services/theirs` },
    state: 'ACTIVE',
  });
}
