import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineBundle, type BundleOptions } from '../core/config/bundle.ts';
import { SAGAS } from '../core/event/names.ts';
import { deadLetterFunction } from './dead-letter-function.ts';
import { sagaFunction } from './saga-function.ts';
import { sagaWakeFunction } from './saga-wake-function.ts';

afterEach(() => void vi.unstubAllEnvs());

/** What each function of durable sagas is deployed with. */
function endpointsUnder(options: BundleOptions<string>) {
  defineBundle(options, {});
  const functions = [
    sagaFunction({ durable: {}, handlers: [] }),
    deadLetterFunction(SAGAS),
    sagaWakeFunction({ durable: {} }),
  ];
  return functions.map((one): unknown => '__endpoint' in one && one.__endpoint);
}

function triggeredBy(topic: string): object {
  return { eventTrigger: { eventFilters: { topic }, retry: true } };
}

describe('the functions of durable sagas', () => {
  it('are triggered by the topics of the installation, and each minute', () => {
    expect(endpointsUnder({})).toMatchObject([
      triggeredBy('integration-sagas-events'),
      triggeredBy('integration-sagas-events-dead-letter'),
      { scheduleTrigger: { schedule: 'every 1 minutes' }, maxInstances: 1 },
    ]);
  });

  it('belong to the listener whose sagas they run, whatever it listens to', () => {
    expect(endpointsUnder({ scope: 'shop', listensTo: 'eu' })).toMatchObject([
      triggeredBy('shop-integration-sagas-events'),
      triggeredBy('shop-integration-sagas-events-dead-letter'),
      {},
    ]);
  });

  it('are deployed as the option sagas says', () => {
    expect(endpointsUnder({ sagas: { consumers: { timeoutSeconds: 120, memory: '1GiB' } } })).toMatchObject([
      { timeoutSeconds: 120, availableMemoryMb: 1024 },
      { timeoutSeconds: 60, availableMemoryMb: 512 },
      {},
    ]);
  });

  it('run the sweep one at a time, whatever numbers of instances hold for every function', () => {
    const [, , wake] = endpointsUnder({ functions: { minInstances: 2, maxInstances: 5, memory: '1GiB' } });
    expect(wake).toMatchObject({ maxInstances: 1, concurrency: 1, availableMemoryMb: 1024 });
    expect(wake).not.toMatchObject({ minInstances: 2 });
  });
});
