import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, type Answer } from './ask.ts';
import { ControlPlane } from './control-plane.ts';
import { GoogleError } from './google-error.ts';
import { preparedProject } from './prepared.ts';

const PUBSUB = 'https://pubsub.googleapis.com/v1/projects/acme-prod';
const FUNCTIONS = 'https://cloudfunctions.googleapis.com/v2/projects/acme-prod/locations/us-central1';
const RUN = 'https://run.googleapis.com/v1/projects/acme-prod/locations/us-central1/services/stripe-webhook';
const LOGGING = 'https://logging.googleapis.com/v2/projects/acme-prod/metrics';
const ALERTS = 'https://monitoring.googleapis.com/v3/projects/acme-prod/alertPolicies';
const MEASUREMENTS = 'https://monitoring.googleapis.com/v3/projects/acme-prod/timeSeries';
const SCHEDULER = 'https://cloudscheduler.googleapis.com/v1/projects/acme-prod/locations/us-central1/jobs';

let plane: ControlPlane;

beforeEach(async () => {
  plane = await ControlPlane.start(preparedProject());
});
afterEach(() => plane[Symbol.asyncDispose]());

const get = (url: string) => ask(plane, 'GET', url);
const put = (url: string, body: object) => ask(plane, 'PUT', url, body);
const post = (url: string, body: object) => ask(plane, 'POST', url, body);
const patch = (url: string, body: object) => ask(plane, 'PATCH', url, body);

const webhook = {
  buildConfig: {
    runtime: 'nodejs24',
    entryPoint: 'stripe.webhook',
    source: { storageSource: { bucket: 'b', object: '1.zip' } },
  },
  serviceConfig: { availableMemory: '512Mi', timeoutSeconds: 15, environmentVariables: { LOG_EXECUTION_ID: 'true' } },
};
const consumer = {
  ...webhook,
  buildConfig: { ...webhook.buildConfig, entryPoint: 'stripe.onStripeEvent' },
  eventTrigger: {
    eventType: 'google.cloud.pubsub.topic.v1.messagePublished',
    pubsubTopic: 'projects/acme-prod/topics/events',
    retryPolicy: 'RETRY_POLICY_RETRY',
  },
};

/** Creates a function and waits for it. @returns what its operation ended in. */
async function created(id: string, body: object): Promise<Answer> {
  const begun = await post(`${FUNCTIONS}/functions?functionId=${id}`, body);
  return begun.status === 200 ? get(`https://cloudfunctions.googleapis.com/v2/${String(begun.body['name'])}`) : begun;
}

describe('a request is held to the published schemas:', () => {
  it.each([
    ['an unknown field', () => put(`${PUBSUB}/topics/events`, { retention: '1s' }), 'Unknown name "retention"'],
    [
      'an unknown field further down',
      () => created('stripe-webhook', { ...webhook, serviceConfig: { memory: '1Gi' } }),
      `Unknown name "memory" at 'Function.serviceConfig'`,
    ],
    ['a value of another type', () => put(`${PUBSUB}/topics/events`, { labels: ['a'] }), `'Topic.labels' (map)`],
    ['an unknown query parameter', () => get(`${FUNCTIONS}/functions?size=1`), 'Unknown name "size"'],
    ['measurements without an interval', () => get(`${MEASUREMENTS}?filter=x`), 'interval.endTime'],
  ])('%s is refused', async (_what, send, message) => {
    const answer = await send();
    expect(answer.message).toContain(message);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it('a field mask names fields of the resource', async () => {
    await put(`${PUBSUB}/topics/events`, {});
    const update = (updateMask: string) => patch(`${PUBSUB}/topics/events`, { topic: { name: 'x' }, updateMask });
    expect(await update('messageRetention')).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await update('')).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await update('message_retention_duration')).toMatchObject({ status: 200 });
  });

  it('a method that Google does not have is a fault, which fails the test that asked for it', async () => {
    expect(await get('https://pubsub.googleapis.com/v9/projects/acme-prod')).toMatchObject({ status: 404 });
    expect(plane.faults).toEqual(['The control plane has no GET pubsub.googleapis.com/v9/projects/acme-prod.']);
  });
});

describe('a caller', () => {
  it('who has not signed in is refused', async () => {
    expect(await ask(plane, 'GET', `${FUNCTIONS}/functions`, undefined, 'another')).toMatchObject({ status: 401 });
  });

  it('is told which API the project has not enabled', async () => {
    plane.cloud.enabledServices.delete('pubsub.googleapis.com');
    const { status, body } = await get(`${PUBSUB}/topics/events`);
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: { details: [{ metadata: { service: 'pubsub.googleapis.com' } }] } });
  });

  it('may be denied a method', async () => {
    plane.cloud.conditions.deniedMethods.add('pubsub.v1.projects.topics.create');
    expect(await put(`${PUBSUB}/topics/events`, {})).toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});

describe('Pub/Sub refuses', () => {
  const topic = 'projects/acme-prod/topics/events';
  beforeEach(() => put(`${PUBSUB}/topics/events`, {}));

  it.each([
    ['an expiration shorter than the retention by default', { expirationPolicy: { ttl: '86400s' } }],
    ['an expiration below a day', { expirationPolicy: { ttl: '3600s' }, messageRetentionDuration: '600s' }],
    ['a retention above 31 days', { messageRetentionDuration: '2678401s' }],
    ['an acknowledgement deadline above 10 minutes', { ackDeadlineSeconds: 601 }],
    ['fewer than 5 attempts', { deadLetterPolicy: { deadLetterTopic: topic, maxDeliveryAttempts: 4 } }],
    ['a backoff above 10 minutes', { retryPolicy: { maximumBackoff: '601s' } }],
  ])('a subscription with %s', async (_what, settings) => {
    expect(await put(`${PUBSUB}/subscriptions/sub`, { topic, ...settings })).toMatchObject({ status: 400 });
    expect(await put(`${PUBSUB}/subscriptions/sub`, { topic })).toMatchObject({ status: 200 });
    const body = { subscription: settings, updateMask: Object.keys(settings).join(',') };
    expect(await patch(`${PUBSUB}/subscriptions/sub`, body)).toMatchObject({ status: 400 });
  });

  it('a subscription of a topic, or with a dead-letter topic, that does not exist', async () => {
    const none = 'projects/acme-prod/topics/none';
    expect(await put(`${PUBSUB}/subscriptions/sub`, { topic: none })).toMatchObject({ status: 404 });
    const letters = { topic, deadLetterPolicy: { deadLetterTopic: none } };
    expect(await put(`${PUBSUB}/subscriptions/sub`, letters)).toMatchObject({ status: 404 });
  });

  it.each([
    ['an attribute over 1,024 bytes', { attributes: { reason: 'é'.repeat(513) } }],
    ['an attribute that is not well-formed', { attributes: { reason: 'lone \ud800 surrogate' } }],
    ['a key over 256 bytes', { attributes: { ['k'.repeat(257)]: 'v' } }],
    ['a message with neither data nor attributes', {}],
  ])('all messages of a request with %s', async (_what, odd) => {
    const messages = [{ data: 'e30=' }, odd];
    expect(await post(`${PUBSUB}/topics/events:publish`, { messages })).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(plane.cloud.published).toEqual([]);
  });

  it('nothing of a message as it should be', async () => {
    const message = { data: 'e30=', attributes: { reason: 'é'.repeat(512) } };
    expect(await post(`${PUBSUB}/topics/events:publish`, { messages: [message] })).toMatchObject({ status: 200 });
    expect(plane.cloud.published).toMatchObject([{ topic, message }]);
  });
});

describe('a function', () => {
  beforeEach(() => put(`${PUBSUB}/topics/events`, {}));

  it('of a topic gets a trigger, with a subscription that keeps 24 hours and has no dead letters', async () => {
    await created('stripe-onStripeEvent', consumer);
    const [subscription] = plane.cloud.list('pubsub.googleapis.com', /\/subscriptions\/eventarc-/);
    expect(subscription).toMatchObject({ messageRetentionDuration: '86400s', ackDeadlineSeconds: 600 });
    expect(subscription).not.toHaveProperty('deadLetterPolicy');
  });

  it('takes its trigger and its subscription along when it is deleted', async () => {
    await created('stripe-onStripeEvent', consumer);
    const { body } = await ask(plane, 'DELETE', `${FUNCTIONS}/functions/stripe-onStripeEvent`);
    await get(`https://cloudfunctions.googleapis.com/v2/${String(body['name'])}`);
    expect(plane.cloud.list('pubsub.googleapis.com', /\/subscriptions\//)).toEqual([]);
    expect(plane.cloud.list('cloudfunctions.googleapis.com', /./)).toEqual([]);
  });

  it.each(['run', 'cloudbuild', 'artifactregistry', 'eventarc', 'pubsub'])('needs the API %s', async (api) => {
    plane.cloud.enabledServices.delete(`${api}.googleapis.com`);
    expect(await created('stripe-onStripeEvent', consumer)).toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it.each([
    ['another runtime', { buildConfig: { ...webhook.buildConfig, runtime: 'nodejs20' } }],
    ['memory that is none', { serviceConfig: { availableMemory: '512MB' } }],
    ['a time limit over an hour', { serviceConfig: { timeoutSeconds: 3601 } }],
    ['a variable that is reserved', { serviceConfig: { environmentVariables: { K_SERVICE: 'x' } } }],
    ['an account that does not exist', { serviceConfig: { serviceAccountEmail: 'a@b.iam.gserviceaccount.com' } }],
    ['labels that are none', { labels: { 'Not-A-Label': 'x' } }],
  ])('with %s is refused', async (_what, odd) => {
    const answer = await created('stripe-webhook', { ...webhook, ...odd });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(plane.cloud.list('cloudfunctions.googleapis.com', /./)).toEqual([]);
  });

  it('that fails to start stays, in the state FAILED', async () => {
    const failure = new GoogleError('INTERNAL', 'Container Healthcheck failed.');
    plane.cloud.conditions.failingFunctions.set('stripe-webhook', failure);
    const answer = await created('stripe-webhook', webhook);
    expect(answer.body).toMatchObject({ done: true, error: { code: 13, message: 'Container Healthcheck failed.' } });
    expect(plane.cloud.list('cloudfunctions.googleapis.com', /./)).toMatchObject([{ state: 'FAILED' }]);
  });
});

describe('the policy of a service', () => {
  const open = { policy: { bindings: [{ role: 'roles/run.invoker', members: ['allUsers'] }] } };
  beforeEach(() => created('stripe-webhook', webhook));

  it('may let everybody in', async () => {
    expect(await post(`${RUN}:setIamPolicy`, open)).toMatchObject({ status: 200 });
    expect(await get(`${RUN}:getIamPolicy`)).toMatchObject({ body: { bindings: open.policy.bindings } });
  });

  it('may not if the organisation forbids it', async () => {
    plane.cloud.conditions.forbidsAllUsers = true;
    expect(await post(`${RUN}:setIamPolicy`, open)).toMatchObject({ code: 'FAILED_PRECONDITION' });
  });

  it('forgets a role that nobody has', async () => {
    const policy = { bindings: [{ role: 'roles/run.invoker', members: [] }] };
    expect(await post(`${RUN}:setIamPolicy`, { policy })).toMatchObject({ body: { bindings: [] } });
  });

  it('is not overwritten by whoever read an older one', async () => {
    const { etag } = (await get(`${RUN}:getIamPolicy`)).body;
    await post(`${RUN}:setIamPolicy`, open);
    expect(await post(`${RUN}:setIamPolicy`, { policy: { etag } })).toMatchObject({ code: 'ABORTED' });
  });

  it('has no account that does not exist', async () => {
    const members = ['serviceAccount:nobody@acme-prod.iam.gserviceaccount.com'];
    const policy = { bindings: [{ role: 'roles/run.invoker', members }] };
    expect(await post(`${RUN}:setIamPolicy`, { policy })).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

it('an alert on a metric that was created just now is refused, until the metric is known', async () => {
  plane.cloud.conditions.refusalsOfNewMetrics = 1;
  await put(`${LOGGING}/refused`, { name: 'refused', filter: 'severity>=ERROR' });
  const filter = 'metric.type="logging.googleapis.com/user/refused"';
  const alert = { displayName: 'Refused', conditions: [{ conditionThreshold: { filter } }] };
  expect(await post(ALERTS, alert)).toMatchObject({ status: 404, message: expect.stringContaining('10 minutes') });
  expect(await post(ALERTS, alert)).toMatchObject({ status: 200 });
});

it('a job calls as an account that exists', async () => {
  const job = (serviceAccountEmail: string) => ({
    name: 'projects/acme-prod/locations/us-central1/jobs/reconcile',
    schedule: 'every 60 minutes',
    httpTarget: { uri: 'https://stripe-reconcile.example', oidcToken: { serviceAccountEmail } },
  });
  expect(await post(SCHEDULER, job('nobody@example.com'))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(await post(SCHEDULER, job(plane.cloud.defaultServiceAccount))).toMatchObject({ status: 200 });
});
