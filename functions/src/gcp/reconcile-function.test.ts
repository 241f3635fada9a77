import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { useRuntime } from '../core/runtime.ts';
import { acmeLister } from '../testing/acme-lister.ts';
import { memoryPorts, type MemoryPorts } from '../testing/memory-ports.ts';
import { reconcileFunction } from './reconcile-function.ts';
import { defineBundle } from '../core/config/bundle.ts';

defineBundle({});

const RUN = { scheduleTime: '2026-11-23T12:00:00Z' };

describe('the scheduled function', () => {
  let ports: MemoryPorts;
  let keys: string[];
  let fault: Error | undefined;

  const things = acmeLister(async (_asked, api) => {
    keys.push(await api.key());
    if (fault !== undefined) throw fault;
    return { things: [{ id: 'e1', type: 'thing', at: Date.parse('2026-11-23T11:00:00Z') }] };
  });

  beforeEach(() => {
    vi.stubEnv('ACME_WEBHOOK_SECRET', 'topsecret');
    vi.stubEnv('ACME_API_KEY_NAME', 'acme-key');
    keys = [];
    fault = undefined;
    ports = memoryPorts();
    ports.secrets.set('acme-key', 'key-2', 'key-1');
    useRuntime(ports);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('deploys with the configured region, once an hour', () => {
    expect(reconcileFunction(things)?.__endpoint).toMatchObject({
      region: ['us-central1'],
      scheduleTrigger: { schedule: 'every 1 hours' },
      maxInstances: 1,
    });
  });

  it('is not there where nothing gives it a key to the API', () => {
    vi.stubEnv('ACME_API_KEY_NAME', undefined);
    expect(reconcileFunction(things)).toBeUndefined();
  });

  it('publishes what the provider lists, by the key that Secret Manager holds now', async () => {
    await reconcileFunction(things)?.run(RUN);
    expect(keys).toEqual(['key-2']);
    const [message] = ports.publisher.to('integration-acme-events');
    expect(message?.attributes).toMatchObject({ id: 'e1', eventtype: 'thing', provider: 'acme' });
    expect(ports.lines.at(-1)).toMatchObject({
      message: 'Acme Events Reconciled',
      listed: 1,
      published: 1,
      undelivered: 1,
    });
  });

  it('says so when it fails, and fails, so that Cloud Scheduler knows', async () => {
    fault = new Error('rate limit');
    await expect(reconcileFunction(things)?.run(RUN)).rejects.toThrow('rate limit');
    expect(ports.lines.at(-1)).toMatchObject({
      severity: 'ERROR',
      message: 'Acme Events Not Reconciled',
      error: fault,
    });
  });

  it.each([
    [200, undefined],
    [500, new Error('rate limit')],
  ])('answers Cloud Scheduler with %i, and prints nothing but its own line', async (status, error) => {
    fault = error;
    const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'info')];
    const scheduled = reconcileFunction(things);
    const server = createServer((request, response) => {
      if (scheduled !== undefined) Reflect.apply(scheduled, undefined, [request, response]);
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' })).toMatchObject({ status });
    expect(ports.lines.filter(({ severity }) => severity !== 'DEBUG').at(-1)?.message).toMatch(/^Acme Events /);
    for (const print of printed) expect(print).not.toHaveBeenCalled();
  });
});
