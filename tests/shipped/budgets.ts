import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sagaSourcesIn } from '../../scripts/lib/saga-sources.ts';
import { ROOT } from '../project-files.ts';

const CONSUMER = /^\w+-on\w+Event\.js$/;
const SAGA_SOURCES = new Set(sagaSourcesIn(readFileSync(join(ROOT, 'functions/src/generated/index.ts'), 'utf8')));

/**
 * The most that a file of the bundle may weigh, in kB: a little more than it does now. What an instance
 * loads before it answers is what a cold start takes; a file that outgrows this has most likely begun to carry a
 * package that should be loaded when it is needed, or not at all. `npm run bench -- --only bytes` says what is in it.
 */
export const BUDGETS: readonly [files: Pick<RegExp, 'test'>, kilobytes: number][] = [
  // A getter for each function that exists.
  [/^index\.cjs$/, 47],
  [/^\w+-topic\.js$/, 98],
  [/^stripe-webhook\.js$/, 140],
  [/^\w+-webhook\.js$/, 124],
  // It reads what is listed as the webhook function reads requests, so it carries the integration too.
  [/^\w+-reconcile\.js$/, 151],
  [/^\w+-onDeadLetter\.js$/, 82],
  // Those that durable sagas take events of carry what decides about instances.
  [/^sagas-onSagaEvent\.js$/, 221],
  [/^sagas-wake\.js$/, 189],
  [/^stripe-onStripeEvent\.js$/, 201],
  [{ test: (name) => CONSUMER.test(name) && SAGA_SOURCES.has(name.slice(0, name.indexOf('-'))) }, 176],
  // Those that fetch what an event only names carry what asks an API.
  [/^(?:paypal|mercadopago|asana)-on\w+Event\.js$/, 135],
  [CONSUMER, 134],
];

/** Loaded by the calls that need them, so that only the upload and the memory feel them. */
export const LAZY = /^vendor-/;
export const LAZY_TOTAL = 1_750;
