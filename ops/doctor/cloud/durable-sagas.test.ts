import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineBundle } from '../../../functions/src/core/config/bundle.ts';
import { deliveryBundle } from '../../delivery/bundle.ts';
import { testWorld } from '../../delivery/testing/world.ts';
import { ACCOUNT, ExaminedProject, WAKE_SCHEDULE } from '../testing/examined-project.ts';

const durableSagas = { dunning: { providers: ['stripe'] } };
let project: ExaminedProject;

beforeEach(async () => {
  project = await ExaminedProject.start();
  await project.healthy({ durableSagas });
});

afterEach(() => project[Symbol.asyncDispose]());

describe('of durable sagas the doctor', () => {
  it('finds nothing where everything is as it should be', async () => {
    expect(await project.findings({ durableSagas })).toEqual([]);
  });

  it('names the topic that is off the policy', async () => {
    const name = 'pubsub/projects/demo/topics/integration-sagas-events';
    project.google.resources.set(name, { ...project.google.resources.get(name), messageRetentionDuration: '86400s' });
    expect(await project.findings({ durableSagas })).toMatchObject([
      { what: 'topic integration-sagas-events', mend: 'npm run delivery:apply -- --project demo' },
    ]);
  });

  it('names the subscription that is off the policy, and no replay: what is due is found again', async () => {
    const name = 'pubsub/projects/demo/subscriptions/eventarc-us-central1-sagas-onsagaevent-sub-001';
    project.google.resources.set(name, { ...project.google.resources.get(name), messageRetentionDuration: '86400s' });
    const now = () => new Date('2026-11-25T12:00:00Z');
    const google = testWorld(project.google, deliveryBundle(defineBundle({}, {}), []), { now });
    expect(await project.findings({ durableSagas, google })).toMatchObject([
      {
        what: 'subscription eventarc-us-central1-sagas-onsagaevent-sub-001 (sagas-onSagaEvent)',
        mend: 'npm run delivery:apply -- --project demo',
      },
    ]);
  });

  it('says that nothing wakes them if the job of Cloud Scheduler is gone', async () => {
    project.google.resources.delete(WAKE_SCHEDULE);
    expect(await project.findings({ durableSagas })).toMatchObject([
      {
        what: 'schedule of sagas-wake',
        says: 'There is no job firebase-schedule-sagas-wake-us-central1: no durable saga is woken when its time comes.',
      },
    ]);
  });

  it('names the topic that their functions may not publish to', async () => {
    project.grant(ACCOUNT, ['roles/datastore.user', 'roles/run.invoker', 'roles/secretmanager.secretAccessor']);
    const found = await project.findings({ durableSagas });
    expect(found.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'service account: publish to integration-sagas-events',
        'service account: publish to integration-sagas-events-dead-letter',
      ]),
    );
  });

  it('names the function that is not deployed', async () => {
    project.google.resources.delete('functions/projects/demo/locations/us-central1/functions/sagas-onDeadLetter');
    const found = await project.findings({ durableSagas });
    expect(found.map(({ says }) => says)).toContain('sagas-onDeadLetter is not deployed in us-central1.');
  });
});
