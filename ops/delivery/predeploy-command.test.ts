import { describe, expect, it } from 'vitest';
import { NoCredentialsError } from './google/credentials.ts';
import { predeployCommand } from './predeploy-command.ts';
import { ACME, BUNDLE, deployFunction, deployTo, eventarcSubscription } from './testing/acme.ts';
import { pathOf } from './testing/applied.ts';
import { FakeGoogle } from './testing/fake-google.ts';
import { testWorld, type TestWorld } from './testing/world.ts';

const OTHER = { ...ACME, provider: 'other', deadLetters: 'other-onDeadLetter', consumers: ['other-onOtherEvent'] };
const APPLY = 'npm run delivery:apply -- --project demo';
const ACME_OFF = { ...BUNDLE, integrations: [OTHER] };

/** A project with the whole bundle deployed and nothing waiting. */
async function deployedGoogle(): Promise<FakeGoogle> {
  const google = await FakeGoogle.start();
  deployTo(google, ACME);
  for (const name of [ACME.deadLetters, ...ACME.consumers]) measure(google, name, 0);
  return google;
}

/** The newest measurement first, as Cloud Monitoring has them. */
function measure(google: FakeGoogle, functionName: string, backlog: number): void {
  const points = [{ value: { int64Value: `${backlog}` } }, { value: { int64Value: '7' } }];
  google.resources.set(measurementOf(functionName), { points });
}

function measurementOf(functionName: string): string {
  return `monitoring/${eventarcSubscription(functionName).split('/').at(-1)}`;
}

function said({ warned }: TestWorld): string {
  // Frames break lines anywhere.
  return warned
    .join('\n')
    .replace(/[║╔╗╚╝═]/g, '')
    .replace(/\s+/g, ' ');
}

describe('the check before a deploy', () => {
  it('refuses to drop a consumer for which events wait', async () => {
    await using google = await deployedGoogle();
    measure(google, 'acme-onAcmeEvent', 12);
    const world = testWorld(google, ACME_OFF);
    expect(await predeployCommand([], world)).toBe(1);
    expect(said(world)).toContain('acme-onAcmeEvent (us-central1) would be deleted, and 12 events wait for it');
    expect(said(world)).toContain('INTEGRATIONS_DROP_BACKLOG=1');
    expect(said(world)).not.toContain('acme-notifySupport');
  });

  it('lets one go for which nothing waits', async () => {
    await using google = await deployedGoogle();
    const world = testWorld(google, ACME_OFF);
    expect(await predeployCommand([], world)).toBe(0);
    expect(world.warned).toEqual([]);
  });

  it('refuses to delete everything because no integration is on', async () => {
    await using google = await deployedGoogle();
    const world = testWorld(google, { ...BUNDLE, integrations: [] });
    expect(await predeployCommand([], world)).toBe(1);
    expect(said(world)).toContain('this would delete all 3 functions. Is functions/.env.<project> there');
  });

  it('takes a subscription that Cloud Monitoring has no series of for an idle one', async () => {
    await using google = await deployedGoogle();
    for (const name of [ACME.deadLetters, ...ACME.consumers]) google.resources.delete(measurementOf(name));
    const world = testWorld(google, ACME_OFF);
    expect(await predeployCommand([], world)).toBe(0);
    expect(world.warned).toEqual([]);
  });

  it('does not take a region that Google cannot list for one without functions', async () => {
    await using google = await deployedGoogle();
    google.unreachable = ['us-central1'];
    const world = testWorld(google, { ...BUNDLE, integrations: [] });
    expect(await predeployCommand([], world)).toBe(0);
    expect(said(world)).toContain('IT WAS NOT CHECKED what this deploy deletes in us-central1');
  });

  it('does not ask after the backlog of consumers that stay', async () => {
    await using google = await deployedGoogle();
    measure(google, 'acme-onAcmeEvent', 12);
    expect(await predeployCommand([], testWorld(google, BUNDLE))).toBe(0);
    expect(google.requests.filter(({ path }) => path.startsWith('monitoring/'))).toEqual([]);
  });

  it('looks at what another prefix would lose', async () => {
    await using google = await deployedGoogle();
    measure(google, 'acme-notifySupport', 1);
    const world = testWorld(google, { ...BUNDLE, prefix: 'eu' });
    expect(await predeployCommand([], world)).toBe(1);
    expect(said(world)).toContain('acme-notifySupport (us-central1) would be deleted, and 1 event waits for it');
  });

  it('looks at what the old region would lose', async () => {
    await using google = await deployedGoogle();
    measure(google, 'acme-notifySupport', 1);
    const world = testWorld(google, { ...BUNDLE, region: 'europe-west1' });
    expect(await predeployCommand([], world)).toBe(1);
    expect(said(world)).toContain('acme-notifySupport (us-central1) would be deleted, and 1 event waits for it');
  });

  it('refuses if the backlog is unknown', async () => {
    await using google = await deployedGoogle();
    google.fail(/GET monitoring/, 403);
    const world = testWorld(google, ACME_OFF);
    expect(await predeployCommand([], world)).toBe(1);
    expect(said(world)).toContain('nobody knows how many events wait for it');
  });

  it('leaves functions of other codebases and functions without a topic out of it', async () => {
    await using google = await FakeGoogle.start();
    const path = (name: string) => `functions/projects/demo/locations/us-central1/functions/${name}`;
    deployFunction(google, 'theirs', 'their-topic');
    google.resources.set(path('theirs'), { ...google.resources.get(path('theirs')), labels: {} });
    deployFunction(google, 'acme-webhook', 'none');
    google.resources.set(path('acme-webhook'), {
      ...google.resources.get(path('acme-webhook')),
      eventTrigger: undefined,
    });
    expect(await predeployCommand([], testWorld(google, ACME_OFF))).toBe(0);
  });

  it.each([
    ['the flag', ['--drop-backlog'], {}],
    ['the variable', [], { INTEGRATIONS_DROP_BACKLOG: '1' }],
  ])('goes on where it is told to by %s, and says what is lost', async (_what, args, environment) => {
    await using google = await deployedGoogle();
    measure(google, 'acme-onAcmeEvent', 12);
    const world = testWorld(google, ACME_OFF, { environment: { GCLOUD_PROJECT: 'demo', ...environment } });
    expect(await predeployCommand(args, world)).toBe(0);
    expect(said(world)).toContain('12 events wait');
  });

  it.each([
    ['without credentials', { connect: () => Promise.reject(new NoCredentialsError('none')) }],
    ['where functions may not be listed', {}],
  ])('%s it says that it could not look, and goes on', async (_what, overrides) => {
    await using google = await deployedGoogle();
    google.fail(/GET functions/, 403);
    const world = testWorld(google, ACME_OFF, overrides);
    expect(await predeployCommand([], world)).toBe(0);
    expect(said(world)).toContain('IT WAS NOT CHECKED');
    expect(world.printed.join('\n')).toContain(APPLY);
  });
});

describe('what is set up before a deploy', () => {
  const TOPIC = 'pubsub/projects/demo/topics/integration-acme-events';
  const LETTERS = `${TOPIC}-dead-letter`;
  const WAITING = 'pubsub/projects/demo/subscriptions/integration-acme-events-dead-letter-sub';
  const THIRTY_ONE_DAYS = { messageRetentionDuration: '2678400s' };

  /** A project that nothing was deployed to. */
  async function freshGoogle(): Promise<FakeGoogle> {
    const google = await FakeGoogle.start();
    google.resources.set('projects/projects/demo', { name: 'projects/1234', projectId: 'demo' });
    return google;
  }

  it('is everything that the deploy does not make: topics with their retention, the grant, the expiry', async () => {
    await using google = await freshGoogle();
    const world = testWorld(google, BUNDLE);
    expect(await predeployCommand([], world)).toBe(0);
    expect(google.resources.get(TOPIC)).toMatchObject(THIRTY_ONE_DAYS);
    expect(google.resources.get(LETTERS)).toMatchObject(THIRTY_ONE_DAYS);
    expect(google.resources.has(WAITING)).toBe(false);
    expect(google.policies.get(LETTERS)).toMatchObject({ bindings: [{ role: 'roles/pubsub.publisher' }] });
    expect(world.printed.join('\n')).toContain('expiry: off → on');
    expect(world.printed.join('\n')).not.toContain('!');
    expect(world.warned).toEqual([]);
  });

  it('is the policy of the functions that are live, so that the next deploy fixes what a failed one left', async () => {
    await using google = await deployedGoogle();
    const world = testWorld(google, BUNDLE, { now: () => new Date('2026-11-25T12:00:00Z') });
    expect(await predeployCommand([], world)).toBe(0);
    expect(google.resources.get(`pubsub/${eventarcSubscription('acme-onAcmeEvent')}`)).toMatchObject(THIRTY_ONE_DAYS);
    expect(world.printed.join('\n')).toContain('retention: 1 day → 31 days');
    expect(world.printed.join('\n')).toContain('npx integrations replay --provider acme --consumer acme-onAcmeEvent');
  });

  it('is a place for letters to wait in, if a deploy left consumers live without the function that keeps letters', async () => {
    await using google = await deployedGoogle();
    google.resources.delete(pathOf(ACME.deadLetters));
    expect(await predeployCommand([], testWorld(google, BUNDLE))).toBe(0);
    expect(google.resources.get(WAITING)).toMatchObject({ topic: LETTERS.replace('pubsub/', ''), ...THIRTY_ONE_DAYS });
  });

  it('is reported in one line if there was nothing to do, and nothing is written', async () => {
    await using google = await deployedGoogle();
    await predeployCommand([], testWorld(google, BUNDLE));
    const writes = google.writes.length;
    const world = testWorld(google, BUNDLE);
    expect(await predeployCommand([], world)).toBe(0);
    expect(world.printed[0]).toBe('Topics, grants and live subscriptions are as the delivery policy says.');
    expect(google.writes).toHaveLength(writes);
  });

  it('comes with the command to run if the deploy fails, since no hook runs then', async () => {
    await using google = await freshGoogle();
    const world = testWorld(google, BUNDLE);
    await predeployCommand([], world);
    expect(world.printed.at(-1)).toContain('If it fails or is cut off, no hook runs');
    expect(world.printed.at(-1)).toContain(APPLY);
  });

  it('is nothing if no integration is on', async () => {
    await using google = await freshGoogle();
    const world = testWorld(google, { ...BUNDLE, integrations: [] });
    expect(await predeployCommand([], world)).toBe(0);
    expect([...world.printed, ...world.warned, ...google.writes]).toEqual([]);
  });

  it('is not begun if the deploy is refused', async () => {
    await using google = await deployedGoogle();
    measure(google, 'acme-onAcmeEvent', 12);
    await predeployCommand([], testWorld(google, ACME_OFF));
    expect(google.writes).toEqual([]);
  });

  it('does not hold the deploy up if Google refuses some of it', async () => {
    await using google = await freshGoogle();
    google.fail(/PUT pubsub.*-dead-letter$/, 403);
    const world = testWorld(google, BUNDLE);
    expect(await predeployCommand([], world)).toBe(0);
    expect(world.printed.join('\n')).toContain('! topic integration-acme-events-dead-letter: Google answered 403');
    expect(google.resources.get(TOPIC)).toMatchObject(THIRTY_ONE_DAYS);
  });

  it('goes in on a fresh project too, where Pub/Sub is off until it is enabled and takes a while to answer', async () => {
    await using google = await freshGoogle();
    for (const api of ['pubsub', 'cloudfunctions', 'firestore', 'cloudresourcemanager']) {
      google.disabled.add(`${api}.googleapis.com`);
    }
    google.hasPubSubAgent = false;
    google.slowToEnable = 2;
    const pauses: number[] = [];
    const world = testWorld(google, BUNDLE, { pause: async (ms) => void pauses.push(ms) });
    expect(await predeployCommand([], world)).toBe(0);
    expect(world.printed[0]).toBe('Pub/Sub is not enabled in demo yet. Enabling it; this may take a few minutes.');
    expect(pauses).toEqual(Array(6).fill(5_000));
    expect(google.resources.get(TOPIC)).toMatchObject(THIRTY_ONE_DAYS);
    expect(google.policies.get(LETTERS)).toMatchObject({ bindings: [{ role: 'roles/pubsub.publisher' }] });
    expect(world.warned).toEqual([]);
  });

  it('is reported in one calm line to wait for the deploy if Pub/Sub may not be enabled from here', async () => {
    await using google = await freshGoogle();
    google.disabled.add('pubsub.googleapis.com').add('cloudfunctions.googleapis.com');
    google.fail(/POST serviceUsage/, 403);
    const world = testWorld(google, BUNDLE);
    expect(await predeployCommand([], world)).toBe(0);
    expect(world.printed[1]).toContain('The deploy enables it, and the delivery policy follows after the deploy.');
    expect(world.printed.join('\n')).toContain(APPLY);
    expect(world.warned).toEqual([]);
  });
});
