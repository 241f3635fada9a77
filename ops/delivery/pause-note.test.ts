import { expect, it } from 'vitest';
import { noteIn, withNote, withoutNote } from './pause-note.ts';

const PUSH = {
  pushEndpoint: `https://stripe-onstripeevent-abcdefghij-uc.a.run.app?__GCP_CloudEventsMode=CUSTOM_PUBSUB_projects%2F${'p'.repeat(30)}%2Ftopics%2Fintegration-stripe-events`,
  oidcToken: {
    serviceAccountEmail: '123456789012-compute@developer.gserviceaccount.com',
    audience: 'https://stripe-onstripeevent-abcdefghij-uc.a.run.app',
  },
  attributes: { 'x-goog-version': 'v1' },
};
const NOTE = { since: '2026-11-29T16:44:38.000Z', pushConfig: PUSH };
const LABELS = { 'goog-eventarc': '', team: 'billing' };

it('a note is read as it was written, beside the labels that were there', () => {
  const labels = withNote(LABELS, NOTE);
  expect(noteIn(labels)).toEqual(NOTE);
  expect(labels).toMatchObject({ ...LABELS, 'integrations-paused-since': '2026-11-29_16-44-utc' });
  expect(withoutNote(labels)).toEqual(LABELS);
});

it('labels are such as Pub/Sub takes', () => {
  const labels = Object.entries(withNote(LABELS, NOTE));
  expect(labels.length).toBeLessThanOrEqual(64);
  for (const [name, value] of labels) {
    expect(name).toMatch(/^[a-z][a-z0-9_-]{0,62}$/);
    expect(value).toMatch(/^[a-z0-9_-]{0,63}$/);
  }
});

it('a second note takes the place of the first', () => {
  const short = { since: '2026-11-30T08:00:00.000Z', pushConfig: { pushEndpoint: 'https://a.test' } };
  expect(noteIn(withNote(withNote(LABELS, NOTE), short))).toEqual(short);
});

it.each([
  ['no note', LABELS],
  ['a part that is missing', Object.fromEntries(Object.entries(withNote({}, NOTE)).slice(0, -1))],
  ['a part that was changed', { ...withNote({}, NOTE), 'integrations-paused-part-01': 'zz' }],
])('%s is not read as a note', (_what, labels) => {
  expect(noteIn(labels)).toBeUndefined();
});
