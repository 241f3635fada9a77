import { createServer } from 'node:http';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { defineBundle } from '../../../functions/src/core/config/bundle.ts';
import type { DurableSagaFacts } from '../../../functions/src/core/inspect/saga-group.ts';
import { catalog } from '../../../functions/src/generated/catalog.ts';
import { MemorySecrets } from '../../../functions/src/testing/memory-ports.ts';
import { applyCommand } from '../../delivery/apply-command.ts';
import { deliveryBundle } from '../../delivery/bundle.ts';
import { objectAt } from '../../delivery/google/json.ts';
import { deployHttpFunction, deployTo } from '../../delivery/testing/acme.ts';
import { FakeGoogle } from '../../delivery/testing/fake-google.ts';
import { testWorld } from '../../delivery/testing/world.ts';
import { portOf } from '../../testing/ports.ts';
import { examine, type Examination } from '../doctor.ts';
import type { Result } from '../result.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const ENTRIES = [catalog.stripe];
const HTTP_FUNCTIONS = ['stripe-webhook', 'stripe-reconcile'];
const FUNCTIONS = [...HTTP_FUNCTIONS, 'stripe-onStripeEvent', 'stripe-onDeadLetter'];
const SAGA_FUNCTIONS = ['sagas-onSagaEvent', 'sagas-onDeadLetter'];

/** The project that holds the secrets, according to the environment. */
export const ENVIRONMENT = {
  STRIPE_WEBHOOK_SECRET_NAME: 'stripe-secret',
  STRIPE_API_KEY_NAME: 'stripe-key',
  INTEGRATIONS_BUCKET: 'demo-events',
};
/** The service account that all functions run as. */
export const ACCOUNT = 'functions@demo.iam.gserviceaccount.com';
/** The job that Cloud Scheduler calls the search for missed events by. */
export const SCHEDULE =
  'scheduler/projects/demo/locations/us-central1/jobs/firebase-schedule-stripe-reconcile-us-central1';
/** The job that wakes durable sagas. */
export const WAKE_SCHEDULE =
  'scheduler/projects/demo/locations/us-central1/jobs/firebase-schedule-sagas-wake-us-central1';
const JOB = { httpTarget: { oidcToken: { serviceAccountEmail: ACCOUNT } } };
/** The same project if a handler may put off its events: the scheduled function wakes them. */
export const PATIENT_ENTRIES = [
  {
    ...catalog.stripe,
    consumers: catalog.stripe.consumers.map((consumer) => ({ ...consumer, retriesLater: true })),
  },
];
export const SECRET = 'whsec_c2VjcmV0c2VjcmV0';

/** The project `demo` for the doctor to look at, with Stripe in it. */
export class ExaminedProject implements AsyncDisposable {
  readonly google: FakeGoogle;
  secrets = new MemorySecrets();

  private constructor(google: FakeGoogle) {
    this.google = google;
    this.secrets.set('stripe-secret', SECRET);
    this.secrets.set('stripe-key', 'sk_test_1');
  }

  static async start(): Promise<ExaminedProject> {
    return new ExaminedProject(await FakeGoogle.start());
  }

  /** Deploys Stripe, with everything as it should be. @param options.durableSagas Whose functions are deployed as well. */
  async healthy({ durableSagas = {} }: { readonly durableSagas?: DurableSagaFacts } = {}): Promise<void> {
    const bundle = deliveryBundle(defineBundle({}, ENVIRONMENT), ENTRIES, undefined, durableSagas);
    const hasSagas = Object.keys(durableSagas).length > 0;
    for (const integration of bundle.integrations) deployTo(this.google, integration);
    for (const name of HTTP_FUNCTIONS) deployHttpFunction(this.google, name);
    if (hasSagas) this.deployWake();
    for (const name of [...FUNCTIONS, ...(hasSagas ? SAGA_FUNCTIONS : [])]) this.runAs(ACCOUNT, name);
    this.google.resources.set('storage/b/demo-events', {
      metageneration: '1',
      iamConfiguration: { publicAccessPrevention: 'enforced' },
    });
    this.google.resources.set(SCHEDULE, JOB);
    this.google.resources.set('firestore/projects/demo/databases/(default)', { type: 'FIRESTORE_NATIVE' });
    this.grant(ACCOUNT, [
      'roles/datastore.user',
      'roles/pubsub.publisher',
      'roles/run.invoker',
      'roles/secretmanager.secretAccessor',
      'roles/secretmanager.viewer',
    ]);
    expect(await applyCommand([], testWorld(this.google, bundle))).toBe(0);
  }

  /** Deploys the scheduled function that wakes what waits. */
  deployWake(): void {
    deployHttpFunction(this.google, 'sagas-wake');
    this.runAs(ACCOUNT, 'sagas-wake');
    this.google.resources.set(WAKE_SCHEDULE, JOB);
  }

  /** Gives an account roles on the whole project, in place of all that were given before. */
  grant(account: string, roles: readonly string[]): void {
    this.google.policies.set('projects/projects/demo', {
      bindings: roles.map((role) => ({ role, members: [`serviceAccount:${account}`] })),
    });
  }

  /** Deploys a function with this service account. */
  runAs(account: string, name: string): void {
    const resource = `functions/projects/demo/locations/us-central1/functions/${name}`;
    const deployed = this.google.resources.get(resource);
    const trigger = objectAt(deployed, 'eventTrigger');
    this.google.resources.set(resource, {
      ...deployed,
      serviceConfig: { ...objectAt(deployed, 'serviceConfig'), serviceAccountEmail: account },
      ...(trigger !== undefined && { eventTrigger: { ...trigger, serviceAccountEmail: account } }),
    });
  }

  /** What the doctor has to say, but for what is fine. @param overrides What it looks at in place of this project's. */
  async findings(overrides: Partial<Examination> = {}): Promise<readonly Result[]> {
    const results = await examine({
      project: 'demo',
      config: defineBundle({}, ENVIRONMENT),
      catalog: ENTRIES,
      secrets: this.secrets,
      google: testWorld(this.google, deliveryBundle(defineBundle({}, {}), [])),
      clockUrl: await clockServer(),
      root: ROOT,
      // Loading all of it takes a second, and the tests of broken sagas do it.
      load: () => Promise.resolve([]),
      providerSides: () => Promise.resolve([]),
      stateDir: '',
      ...overrides,
    });
    const mendable: readonly string[] = ['finding', 'warning'];
    expect(results.filter(({ status, mend }) => mendable.includes(status) !== (mend !== undefined))).toEqual([]);
    expect(results.flatMap(({ mend }) => mend ?? []).filter(isUnwise)).toEqual([]);
    return results.filter(({ status }) => status !== 'ok');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.google[Symbol.asyncDispose]();
  }
}

/** `--force` deletes functions too, `npx` alone takes whatever is the newest, and gcloud asks for a condition. */
function isUnwise(mend: string): boolean {
  if (/ --force\b|npx firebase-tools /.test(mend)) return true;
  return /^gcloud (?!pubsub).* (?:add|remove)-iam-policy-binding /.test(mend) && !mend.includes(' --condition=None');
}

/** A server of this machine that tells the time. */
async function clockServer(): Promise<string> {
  const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${await portOf(server)}/`;
}
