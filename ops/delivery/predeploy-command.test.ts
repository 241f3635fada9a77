import { describe, expect, it } from 'vitest';
import { NoCredentialsError } from './google/credentials.ts';
import { predeployCommand } from './predeploy-command.ts';
import { ACME, BUNDLE, deployFunction, deployTo, eventarcSubscription } from './testing/acme.ts';
import { FakeGoogle } from './testing/fake-google.ts';
import { testWorld, type TestWorld } from './testing/world.ts';

const OTHER = { ...ACME, provider: 'other', deadLetters: 'other-onDeadLetter', consumers: ['other-onOtherEvent'] };
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
  const id = eventarcSubscription(functionName).split('/').at(-1);
  const points = [{ value: { int64Value: `${backlog}` } }, { value: { int64Value: '7' } }];
  google.resources.set(`monitoring/${id}`, { points });
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
    expect(said(world)).toContain('functions would be deleted: is functions/.env.<project> there');
  });

  it('does not ask after the backlog of consumers that stay', async () => {
    await using google = await deployedGoogle();
    measure(google, 'acme-onAcmeEvent', 12);
    expect(await predeployCommand([], testWorld(google, BUNDLE))).toBe(0);
    expect(google.requests.filter(({ path }) => path.startsWith('monitoring/'))).toEqual([]);
  });

  it('looks at what the old region would lose', async () => {
    await using google = await deployedGoogle();
    measure(google, 'acme-notifySupport', 1);
    const world = testWorld(google, { ...BUNDLE, region: 'europe-west1' });
    expect(await predeployCommand([], world)).toBe(1);
    expect(said(world)).toContain('acme-notifySupport (us-central1) would be deleted, and 1 event waits for it');
  });

  it('refuses where nobody knows what waits', async () => {
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
  });
});
