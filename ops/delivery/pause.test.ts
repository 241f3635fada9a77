import { describe, expect, it } from 'vitest';
import type { World } from './world.ts';
import { CloudPauses } from './cloud-pauses.ts';
import { BUNDLE, eventarcSubscription } from './testing/acme.ts';
import { apply, deployedGoogle } from './testing/applied.ts';
import type { FakeGoogle } from './testing/fake-google.ts';

const CONSUMER = 'acme-onAcmeEvent';
const SUBSCRIPTION = `pubsub/${eventarcSubscription(CONSUMER)}`;
const ENDPOINT = { pushEndpoint: 'https://acme-onacmeevent.example/', oidcToken: { serviceAccountEmail: 'a@example' } };

function pausesOf(google: FakeGoogle, now: World['now'] = () => new Date('2026-11-23T12:00:00Z')): CloudPauses {
  const { rest, endpoints } = google;
  return new CloudPauses(() => Promise.resolve({ projectId: 'demo', bundle: BUNDLE, rest, endpoints, clock: { now } }));
}

describe('a pause', () => {
  it('takes the push endpoint off the subscription, and a resume puts back the same one', async () => {
    await using google = await deployedGoogle();
    const before = google.resources.get(SUBSCRIPTION);
    expect(await pausesOf(google).pause(CONSUMER)).toBe(true);
    expect(google.resources.get(SUBSCRIPTION)).toMatchObject({ pushConfig: {}, labels: { 'goog-eventarc': '' } });
    expect(google.writes).toHaveLength(1);
    expect(await pausesOf(google).paused()).toMatchObject([{ consumer: CONSUMER, since: '2026-11-23T12:00:00.000Z' }]);
    expect(await pausesOf(google).pause(CONSUMER)).toBe(false);

    expect(await pausesOf(google).resume(CONSUMER)).toBe(true);
    expect(google.resources.get(SUBSCRIPTION)).toEqual(before);
    expect(await pausesOf(google).resume(CONSUMER)).toBe(false);
    expect(await pausesOf(google).paused()).toEqual([]);
  });

  it('is not ended by delivery apply, which puts the policy on all the same', async () => {
    await using google = await deployedGoogle();
    await pausesOf(google).pause(CONSUMER);
    const { code, text } = await apply(google);
    expect(code).toBe(0);
    expect(google.resources.get(SUBSCRIPTION)).toMatchObject({ pushConfig: {}, messageRetentionDuration: '2678400s' });
    expect(text).toContain(`  ! ${CONSUMER} is paused since 2026-11-23 12:00 UTC: nothing waits.`);
    expect(text).toContain(`npx integrations resume ${CONSUMER} --project demo`);
    expect((await apply(google, ['--check'])).code).toBe(0);
  });

  it('that a deploy lifted is found by delivery check, and put back by delivery apply with the new endpoint in mind', async () => {
    await using google = await deployedGoogle();
    await apply(google);
    await pausesOf(google).pause(CONSUMER);
    const deployed = { pushEndpoint: 'https://another.example/' };
    google.resources.set(SUBSCRIPTION, { ...google.resources.get(SUBSCRIPTION), pushConfig: deployed });
    const checked = await apply(google, ['--check']);
    expect(checked.code).toBe(1);
    expect(checked.text).toContain('pause: lifted, by a deploy perhaps → paused');

    expect((await apply(google)).code).toBe(0);
    expect(google.resources.get(SUBSCRIPTION)).toMatchObject({ pushConfig: {} });
    expect(await pausesOf(google).paused()).toMatchObject([{ since: '2026-11-23T12:00:00.000Z' }]);
    await pausesOf(google).resume(CONSUMER);
    expect(google.resources.get(SUBSCRIPTION)).toMatchObject({ pushConfig: deployed });
  });

  it('says how much waits, and when the oldest of it is dropped', async () => {
    await using google = await deployedGoogle();
    await apply(google);
    await pausesOf(google).pause(CONSUMER);
    const id = eventarcSubscription(CONSUMER).split('/').at(-1) ?? '';
    // The fake measures the same of everything: as many messages as the oldest of them is old in seconds.
    google.resources.set(`monitoring/${id}`, { points: [{ value: { int64Value: '7200' } }] });
    const { text } = await apply(google);
    expect(text).toContain('7200 messages wait, and the oldest is dropped on 2026-12-24 10:00 UTC.');
  });

  it('of a subscription without an endpoint is refused, since nobody could end it', async () => {
    await using google = await deployedGoogle();
    google.resources.set(SUBSCRIPTION, { ...google.resources.get(SUBSCRIPTION), pushConfig: {} });
    await expect(pausesOf(google).pause(CONSUMER)).rejects.toThrow('has no push endpoint');
    await expect(pausesOf(google).resume(CONSUMER)).rejects.toThrow('has no push endpoint');
    expect(google.resources.get(SUBSCRIPTION)).not.toMatchObject({ pushConfig: ENDPOINT });
  });

  it('is offered for consumers, and not for the functions that keep dead letters', async () => {
    await using google = await deployedGoogle();
    expect(await pausesOf(google).consumers()).toEqual([CONSUMER, 'acme-notifySupport']);
    expect(await pausesOf(google).keptDays(CONSUMER)).toBe(1);
  });
});
