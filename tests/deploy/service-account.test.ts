import { afterAll, beforeAll, expect, it } from 'vitest';
import { objectAt, textAt } from '../../ops/delivery/google/json.ts';
import { preparedProject } from '../control-plane/prepared.ts';
import { grantOnProject } from '../control-plane/services/project.ts';
import { putSecret } from '../control-plane/services/secrets.ts';
import { STRIPE_ON } from './harness/built-project.ts';
import { offThePolicy } from './harness/delivery-policy.ts';
import { FIREBASE_15 } from './harness/firebase-clis.ts';
import { functionsIn } from './harness/look.ts';
import { Operator } from './harness/operator.ts';
import { describeDeploy } from './harness/suite.ts';

const ACCOUNT = 'integrations@acme-prod.iam.gserviceaccount.com';
const ROLES = ['roles/datastore.user', 'roles/pubsub.publisher', 'roles/run.invoker', 'roles/secretmanager.viewer'];
const JOBS = ['stripe-reconcile', 'sagas-wake'].map((id) => `firebase-schedule-${id}-us-central1`);

describeDeploy('a bundle that gets its own service account', () => {
  let operator: Operator;

  beforeAll(async () => {
    const cloud = preparedProject();
    putSecret('stripe-api-key', ['rk_test_of_the_control_plane'], cloud);
    operator = await Operator.at(cloud, `${STRIPE_ON}STRIPE_API_KEY_NAME=stripe-api-key\n`);
    const { exitCode, output } = await operator.deploy(FIREBASE_15);
    expect(exitCode, output).toBe(0);
    cloud.serviceAccounts.add(ACCOUNT);
    for (const role of [...ROLES, 'roles/secretmanager.secretAccessor']) grantOnProject(ACCOUNT, role, cloud);
  });
  afterAll(() => operator[Symbol.asyncDispose]());

  it('is called by Cloud Scheduler as the account that it had at first', () => {
    expect(callersOfTheJobs()).toEqual(JOBS.map(() => operator.cloud.defaultServiceAccount));
  });

  it('runs as its own account after the next deploy, and is still called as the old one', async () => {
    operator.write('functions/src/integrations.config.ts', CONFIG);
    await operator.build();
    const { exitCode, output } = await operator.deploy(FIREBASE_15);
    expect(exitCode, output).toBe(0);
    const accounts = functionsIn(operator.cloud).map(({ serviceConfig }) => serviceConfig['serviceAccountEmail']);
    expect(new Set(accounts)).toEqual(new Set([ACCOUNT]));
    expect(callersOfTheJobs()).toEqual(JOBS.map(() => operator.cloud.defaultServiceAccount));
    expect(offThePolicy(operator.cloud)).toEqual([]);
    expect(operator.plane.faults).toEqual([]);
  });

  it('has a doctor who says so, with the command that fixes it', async () => {
    const sick = await operator.integrations('doctor', '--project', 'acme-prod');
    expect(sick.exitCode).toBe(1);
    for (const job of JOBS) {
      expect(sick.output).toContain(
        `gcloud scheduler jobs update http ${job} --location=us-central1 --oidc-service-account-email=${ACCOUNT} --project=acme-prod`,
      );
    }
    const findings = sick.output.split('\n').filter((line) => line.startsWith('finding'));
    expect(findings.filter((line) => line.includes(' schedule of '))).toHaveLength(JOBS.length);
    // Stripe cannot be asked about its webhooks here: the control plane is Google's alone.
    expect(findings.filter((line) => !line.includes(' schedule of '))).toEqual([
      expect.stringContaining('stripe: webhook at Stripe: Stripe could not be asked'),
    ]);
  });

  function callersOfTheJobs(): readonly (string | undefined)[] {
    return JOBS.map((job) => {
      const name = `projects/acme-prod/locations/us-central1/jobs/${job}`;
      const target = objectAt(operator.cloud.resource('cloudscheduler.googleapis.com', name), 'httpTarget');
      return textAt(objectAt(target, 'oidcToken'), 'serviceAccountEmail');
    });
  }
});

const CONFIG = `
  import { defineBundle } from './core/config/bundle.ts';
  import type { Provider } from './generated/providers.ts';

  export const config = defineBundle<Provider>({ functions: { serviceAccount: 'integrations@' }, integrations: {} });
`;
