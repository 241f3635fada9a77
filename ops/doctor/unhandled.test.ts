import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { Journal } from '../../local/journal/journal.ts';
import { LocalChanges } from '../../local/journal/local-changes.ts';
import { temporaryStateDir } from '../../local/testing/state-dir.ts';
import { ExaminedProject } from './testing/examined-project.ts';
import { unhandledResults } from './unhandled.ts';

const STRIPE = { provider: 'stripe', consumers: [{ name: 'stripe-onStripeEvent' }] };
const WHAT = 'stripe: events that nobody handles';

function countsOf(...types: readonly string[]) {
  return types.map((type, index) => ({ consumer: 'stripe-onStripeEvent', type, count: 10 - index }));
}

function report(...types: readonly string[]) {
  return unhandledResults({ days: 7, skipped: async () => countsOf(...types) }, [STRIPE], '');
}

describe('types of events that nobody handles', () => {
  it('are named with their numbers, and with the command that begins a saga for the most frequent one', async () => {
    expect(await report('product.created', 'price.updated')).toEqual([
      {
        what: WHAT,
        status: 'warning',
        says: 'In the last 7 days, events of these types led to nothing: product.created (10), price.updated (9). Deselect them at the provider, or write a saga.',
        mend: 'npx integrations new saga stripe my-use-case --type product.created',
      },
    ]);
  });

  it('are counted rather than listed if there are many', async () => {
    const [result] = await report('a', 'b', 'c', 'd', 'e', 'f', 'g');
    expect(result?.says).toContain('e (6) and 2 more.');
  });

  it('are not put on a command line unless they are plain names', async () => {
    const [result] = await report('v2.core.account[requirements].updated');
    expect(result?.mend).toBe('npx integrations new saga stripe my-use-case');
  });
});

describe('the doctor', () => {
  let project: ExaminedProject;

  beforeEach(async () => {
    project = await ExaminedProject.start();
    await project.healthy();
  });
  afterEach(() => project[Symbol.asyncDispose]());

  it('reads in a project what the metric counts', async () => {
    project.google.resources.set('monitoring/integrations_skipped', {
      metric: { labels: { consumer: 'stripe-onStripeEvent', type: 'product.created' } },
      points: [{ value: { int64Value: '12' } }, { value: { int64Value: '30' } }],
    });
    expect(await project.findings()).toMatchObject([
      { what: WHAT, status: 'warning', says: expect.stringContaining('product.created (42)') },
    ]);
  });

  it('says that nobody counts if the metric is not installed', async () => {
    project.google.fail(/GET monitoring\/.*timeSeries/, 404);
    expect(await project.findings()).toMatchObject([
      { status: 'unknown', says: expect.stringContaining('npx integrations monitoring install --project demo') },
    ]);
  });

  it('reads on this machine what the host has counted', async () => {
    const stateDir = temporaryStateDir();
    const database = openDatabase(stateFileIn(stateDir), 'crash');
    const journal = new Journal(database, { log: createLogger(() => undefined, 'error'), changes: new LocalChanges() });
    const attributes = { messageId: '1', consumer: 'stripe-onStripeEvent', eventType: 'product.created' };
    const span = journal.tracer.start('handle', { kind: 'consumer', attributes });
    span.set({ outcome: 'nothing to do' });
    span.end();
    journal.close();
    database.close();
    expect(await project.findings({ config: defineBundle({}, {}), project: undefined, stateDir })).toMatchObject([
      { what: WHAT, status: 'warning', says: expect.stringMatching(/^So far, .* product\.created \(1\)\./) },
    ]);
  });
});
