import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExaminedProject, PATIENT_ENTRIES, WAKE_SCHEDULE } from '../testing/examined-project.ts';

const patient = { catalog: PATIENT_ENTRIES };
let project: ExaminedProject;

beforeEach(async () => {
  project = await ExaminedProject.start();
  await project.healthy();
  project.deployWake();
});

afterEach(() => project[Symbol.asyncDispose]());

describe('of events that a handler puts off, without any durable saga, the doctor', () => {
  it('finds nothing where everything is as it should be', async () => {
    expect(await project.findings(patient)).toEqual([]);
  });

  it('says that none is handled again if the job of Cloud Scheduler is gone', async () => {
    project.google.resources.delete(WAKE_SCHEDULE);
    expect(await project.findings(patient)).toMatchObject([
      {
        what: 'schedule of sagas-wake',
        says: 'There is no job firebase-schedule-sagas-wake-us-central1: no event that a handler put off is handled again.',
      },
    ]);
  });

  it('does not look for the job if no handler puts off an event', async () => {
    project.google.resources.delete(WAKE_SCHEDULE);
    expect(await project.findings()).toEqual([]);
  });

  it('names what the account of the function that wakes them may not do', async () => {
    project.runAs('waker@demo.iam.gserviceaccount.com', 'sagas-wake');
    const found = await project.findings(patient);
    expect(found.map(({ what }) => what)).toEqual([
      'service account: read and write Firestore',
      'service account: publish to integration-stripe-events',
      'schedule of sagas-wake',
    ]);
  });
});
