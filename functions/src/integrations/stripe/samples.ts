import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import { stripe } from './index.ts';
import { answersAbout } from './samples/answers.ts';
import { SNAPSHOTS, snapshotEvent } from './samples/snapshots.ts';
import { THIN, thinEvent } from './samples/thin.ts';

const TYPES = [...Object.keys(SNAPSHOTS), ...Object.keys(THIN)];

/** Snapshot and thin events of one small shop, formatted as Stripe does. */
export const stripeSamples = samplesOf(stripe, {
  secret: () => `whsec_${randomBytes(32).toString('base64')}`,
  headers: () => ({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  }),
  print: (event) => JSON.stringify(event, null, 2),
  answers: answersAbout,
  bodies: Object.fromEntries(TYPES.map((type) => [type, (at: SampleAt) => eventOf(type, at)])),
});

function eventOf(type: string, at: SampleAt): object {
  if (isOneOf(SNAPSHOTS, type)) return snapshotEvent(type, at);
  if (isOneOf(THIN, type)) return thinEvent(type, at);
  throw new TypeError(`There is no sample of ${type}.`);
}

function isOneOf<Table extends object>(table: Table, type: string): type is Extract<keyof Table, string> {
  return Object.hasOwn(table, type);
}
