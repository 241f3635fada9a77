import { describe, expect, it } from 'vitest';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { applyCommand } from './apply-command.ts';
import { NoCredentialsError } from './google/credentials.ts';
import { ACME, BUNDLE, deployFunction, eventarcSubscription } from './testing/acme.ts';
import { apply, deployedGoogle, pathOf } from './testing/applied.ts';
import type { FakeGoogle } from './testing/fake-google.ts';
import { testWorld } from './testing/world.ts';

const CONSUMER = `pubsub/${eventarcSubscription('acme-onAcmeEvent')}`;
const LETTERS = 'pubsub/projects/demo/topics/integration-acme-events-dead-letter';
const AGENT = 'serviceAccount:service-1234@gcp-sa-pubsub.iam.gserviceaccount.com';

/** Gives a deployed function another id, as a prefix of its codebase does. */
function rename(google: FakeGoogle, from: string, to: string): void {
  const found = google.resources.get(pathOf(from));
  google.resources.delete(pathOf(from));
  google.resources.set(pathOf(to), { ...found, name: pathOf(to).replace('functions/', '') });
}

const nobody = { connect: () => Promise.reject(new NoCredentialsError('Could not load the default credentials.')) };

describe('delivery:apply', () => {
  it('puts the policy on what a deploy left, and says so setting by setting', async () => {
    await using google = await deployedGoogle();
    const { code, text } = await apply(google);
    expect(code).toBe(0);
    expect(google.resources.get(CONSUMER)).toMatchObject({
      ackDeadlineSeconds: 120,
      messageRetentionDuration: '2678400s',
      deadLetterPolicy: { deadLetterTopic: LETTERS.replace('pubsub/', ''), maxDeliveryAttempts: 100 },
      // What makes it Eventarc's is as it was.
      pushConfig: { pushEndpoint: 'https://acme-onacmeevent.example/' },
      labels: { 'goog-eventarc': '' },
    });
    expect(google.resources.get(LETTERS)).toMatchObject({ messageRetentionDuration: '2678400s' });
    expect(google.policies.get(LETTERS)).toMatchObject({
      bindings: [{ role: 'roles/pubsub.publisher', members: [AGENT] }],
    });
    expect(google.policies.get(CONSUMER)).toMatchObject({
      bindings: [{ role: 'roles/pubsub.subscriber', members: [AGENT] }],
    });
    const field = 'firestore/projects/demo/databases/(default)/collectionGroups/integration-ledger/fields/expireAt';
    expect(google.resources.get(field)).toEqual({ ttlConfig: { state: 'CREATING' } });
    const id = eventarcSubscription('acme-onAcmeEvent').split('/').at(-1);
    expect(text).toContain(`  subscription ${id} (acme-onAcmeEvent)
    ack deadline: 600 s → 120 s
    retention: 1 day → 31 days
    dead letters: dropped → to integration-acme-events-dead-letter after 100 deliveries
    roles/pubsub.subscriber`);
    expect(text).toContain('15 settings changed.');
  });

  it('changes nothing on a second run', async () => {
    await using google = await deployedGoogle();
    await apply(google);
    google.requests.length = 0;
    const { code, text } = await apply(google);
    expect(code).toBe(0);
    expect(google.writes).toEqual([]);
    expect(text).toContain('nothing was changed');
  });

  it('touches nothing of a stranger on the same topic', async () => {
    await using google = await deployedGoogle();
    const stranger = {
      name: 'projects/demo/subscriptions/billing',
      topic: 'projects/demo/topics/integration-acme-events',
    };
    google.resources.set('pubsub/projects/demo/subscriptions/billing', stranger);
    await apply(google);
    expect(google.resources.get('pubsub/projects/demo/subscriptions/billing')).toBe(stranger);
    expect(google.requests.filter(({ path }) => path.includes('billing'))).toEqual([]);
  });

  it('gives letters a place to wait in where nothing keeps them, and reports what is not deployed', async () => {
    await using google = await deployedGoogle();
    google.resources.delete('functions/projects/demo/locations/us-central1/functions/acme-onDeadLetter');
    const { code, text } = await apply(google);
    expect(code).toBe(1);
    expect(text).toContain('! acme-onDeadLetter is not deployed in us-central1.');
    const waiting = google.resources.get('pubsub/projects/demo/subscriptions/integration-acme-events-dead-letter-sub');
    expect(waiting).toMatchObject({
      topic: LETTERS.replace('pubsub/', ''),
      messageRetentionDuration: '2678400s',
      expirationPolicy: {},
    });
    expect((await apply(google)).text).not.toContain('→');
  });

  it('creates a topic that is missing', async () => {
    await using google = await deployedGoogle();
    google.resources.delete(LETTERS);
    expect((await apply(google)).code).toBe(0);
    expect(google.resources.get(LETTERS)).toMatchObject({ messageRetentionDuration: '2678400s' });
  });

  it('goes on with the rest where one thing is refused', async () => {
    await using google = await deployedGoogle();
    google.fail(/PATCH firestore/, 403);
    google.fail(/GET projects/, 403);
    const { code, text } = await apply(google);
    expect(code).toBe(1);
    expect(text).toContain('! Firestore integration-ledger.expireAt: Google answered 403');
    expect(text).toContain('! Grants of the Pub/Sub service agent: Google answered 403');
    expect(google.resources.get(CONSUMER)).toMatchObject({ messageRetentionDuration: '2678400s' });
  });

  it('makes nothing in the place of a function that it could not look at', async () => {
    await using google = await deployedGoogle();
    google.fail(/GET eventarc\/.*acme-ondeadletter/, 403);
    const { code, text } = await apply(google);
    expect(code).toBe(1);
    expect(text).toContain('! acme-onDeadLetter: Google answered 403');
    expect([...google.resources.keys()].filter((name) => name.endsWith('-dead-letter-sub'))).toEqual([]);
  });

  it('leaves alone a subscription that reads another topic, or is gone', async () => {
    await using google = await deployedGoogle();
    const other = { ...google.resources.get(CONSUMER), topic: 'projects/demo/topics/other' };
    google.resources.set(CONSUMER, other);
    const gone = `pubsub/${eventarcSubscription('acme-notifySupport')}`;
    google.resources.delete(gone);
    const { code, text } = await apply(google);
    expect(code).toBe(1);
    expect(google.resources.get(CONSUMER)).toBe(other);
    expect(google.resources.has(gone)).toBe(false);
    expect(text).toContain('it reads projects/demo/topics/other');
    expect(text).toContain('delete the function acme-notifySupport and deploy it again');
  });

  it('prints the same as JSON for programs', async () => {
    await using google = await deployedGoogle();
    const { text } = await apply(google, ['--json']);
    expect(JSON.parse(text)).toMatchObject({ projectId: 'demo', region: 'us-central1', mode: 'apply', faults: [] });
    expect(JSON.parse(text).changes).toContainEqual({
      of: 'Firestore integration-ledger.expireAt',
      setting: 'expiry',
      before: 'off',
      after: 'on',
    });
  });

  it('misses functions in the region that it is told', async () => {
    await using google = await deployedGoogle();
    deployFunction(google, 'acme-onAcmeEvent', ACME.topic, 'europe-west1');
    const { text } = await apply(google, ['--region', 'europe-west1']);
    expect(text).toContain('! acme-notifySupport is not deployed in europe-west1.');
    expect(text).not.toContain('! acme-onAcmeEvent');
  });

  it('finds a function by what it runs, whatever its id is', async () => {
    await using google = await deployedGoogle();
    rename(google, 'acme-onAcmeEvent', 'kit-acme-onAcmeEvent');
    const { code, text } = await apply(google);
    expect(code).toBe(0);
    expect(text).toContain('(kit-acme-onAcmeEvent)');
    expect(google.resources.get(CONSUMER)).toMatchObject({ messageRetentionDuration: '2678400s' });
  });

  it('leaves alone what another codebase deployed under the same names', async () => {
    await using google = await deployedGoogle();
    const path = pathOf('acme-onAcmeEvent');
    google.resources.set(path, { ...google.resources.get(path), labels: { 'firebase-functions-codebase': 'theirs' } });
    const before = google.resources.get(CONSUMER);
    const { code, text } = await apply(google);
    expect(code).toBe(1);
    expect(text).toContain('! acme-onAcmeEvent is not deployed in us-central1.');
    expect(google.resources.get(CONSUMER)).toBe(before);
  });

  it('says once that functions cannot be listed, and sets up topics all the same', async () => {
    await using google = await deployedGoogle();
    google.fail(/GET functions/, 403);
    const { code, text } = await apply(google);
    expect(code).toBe(1);
    expect(text.match(/! Deployed functions: Google answered 403/g)).toHaveLength(1);
    expect(google.resources.get(LETTERS)).toMatchObject({ messageRetentionDuration: '2678400s' });
  });

  it('does not take a region that Google cannot list for one without functions', async () => {
    await using google = await deployedGoogle();
    google.unreachable = ['us-central1'];
    const { code, text } = await apply(google, ['--postdeploy']);
    expect(code).toBe(1);
    expect(text).toContain('! acme-onAcmeEvent: Google cannot list the functions of us-central1 at the moment');
    expect([...google.resources.keys()].filter((name) => name.endsWith('-dead-letter-sub'))).toEqual([]);
  });

  it('has nothing to do, and asks for no credentials, where no integration is on', async () => {
    await using google = await deployedGoogle();
    const world = testWorld(google, { ...BUNDLE, integrations: [] }, nobody);
    expect(await applyCommand(['--postdeploy'], world)).toBe(0);
    expect(world.printed.join()).toContain('No integration is enabled');
  });
});

describe('delivery:apply --check', () => {
  it('changes nothing, lists what is off and ends with 1', async () => {
    await using google = await deployedGoogle();
    const { code, text } = await apply(google, ['--check']);
    expect(code).toBe(1);
    expect(google.writes).toEqual([]);
    expect(text).toContain('retention: 1 day → 31 days');
    expect(text).toContain('15 settings off the policy. Apply it: npm run delivery:apply -- --project demo.');
  });

  it('ends with 0 where all is as the policy says', async () => {
    await using google = await deployedGoogle();
    await apply(google);
    expect((await apply(google, ['--check'])).code).toBe(0);
  });

  it.each([
    ['a retention', { messageRetentionDuration: '86400s' }, 'retention: 1 day → 31 days'],
    ['a dead-letter policy taken away', { deadLetterPolicy: undefined }, 'dead letters: dropped →'],
    ['a backoff', { retryPolicy: { minimumBackoff: '1s', maximumBackoff: '2s' } }, 'backoff: 1 s to 2 s →'],
  ])('sees %s that was changed by hand, which apply then fixes', async (_what, drift, line) => {
    await using google = await deployedGoogle();
    await apply(google);
    const before = google.resources.get(CONSUMER);
    google.resources.set(CONSUMER, { ...before, ...drift });
    const { code, text } = await apply(google, ['--check']);
    expect(code).toBe(1);
    expect(text).toContain(line);
    await apply(google);
    expect(google.resources.get(CONSUMER)).toEqual(before);
  });

  it('sees a grant that was taken away', async () => {
    await using google = await deployedGoogle();
    await apply(google);
    google.policies.set(LETTERS, { etag: 'x', bindings: [] });
    const { code, text } = await apply(google, ['--check']);
    expect(code).toBe(1);
    expect(text).toContain(
      'roles/pubsub.publisher for service-1234@gcp-sa-pubsub.iam.gserviceaccount.com: not granted → granted',
    );
  });
});

describe('without Google credentials', () => {
  it('the hook says so in a frame and how to run it, and does not fail the deploy', async () => {
    await using google = await deployedGoogle();
    const world = testWorld(google, BUNDLE, nobody);
    expect(await applyCommand(['--postdeploy'], world)).toBe(0);
    const frame = world.warned.join('\n');
    expect(frame).toContain('THE DELIVERY POLICY WAS NOT APPLIED');
    expect(frame).toContain('npm run delivery:apply -- --project demo');
    expect(frame.startsWith('╔')).toBe(true);
  });

  it('a run by hand ends with 3', async () => {
    await using google = await deployedGoogle();
    expect(await applyCommand([], testWorld(google, BUNDLE, nobody))).toBe(3);
    expect(await applyCommand(['--check'], testWorld(google, BUNDLE, nobody))).toBe(3);
  });
});

describe('as the postdeploy hook', () => {
  it('it fails the deploy where something could not be applied', async () => {
    await using google = await deployedGoogle();
    google.fail(/PATCH pubsub/, 403);
    expect((await apply(google, ['--postdeploy'])).code).toBe(1);
  });

  it('it fails if an integration that is on has no function at all', async () => {
    await using google = await deployedGoogle();
    for (const name of [ACME.deadLetters, ...ACME.consumers]) google.resources.delete(pathOf(name));
    // That another region cannot be listed makes no difference.
    google.unreachable = ['asia-east1'];
    const { code, text } = await apply(google, ['--postdeploy']);
    expect(code).toBe(1);
    expect(text).toContain('! acme is on, but the codebase integration-service has deployed none of its functions');
  });

  it('it lets a deploy of some functions pass, and says which are missing', async () => {
    await using google = await deployedGoogle();
    google.resources.delete('functions/projects/demo/locations/us-central1/functions/acme-notifySupport');
    const { code, text } = await apply(google, ['--postdeploy']);
    expect(code).toBe(0);
    expect(text).toContain('! acme-notifySupport is not deployed in us-central1.');
  });
});

describe('called wrongly', () => {
  it.each([
    [['--chek'], {}, '--chek'],
    [[], { environment: {} }, 'Name the project'],
    [
      [],
      { bundles: () => Promise.reject(new IntegrationError('acme', 'bad-config', 'Set ACME_WEBHOOK_SECRET.')) },
      'Set ACME',
    ],
  ])('%j ends with 2 and a sentence', async (args, overrides, sentence) => {
    await using google = await deployedGoogle();
    const world = testWorld(google, BUNDLE, overrides);
    expect(await applyCommand(args, world)).toBe(2);
    expect(world.warned.join()).toContain(sentence);
  });
});
