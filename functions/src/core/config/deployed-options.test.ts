import { describe, expect, it } from 'vitest';
import { configuredFunctions, deployedOptions } from './deployed-options.ts';
import type { FunctionOptions } from './function-options.ts';

const fault = (sentence: string) => new Error(sentence);

describe('the options that were configured', () => {
  it('are those of the integration before those of every function', () => {
    const { webhook, consumers } = configuredFunctions(
      'stripe',
      {
        general: { memory: '1GiB', serviceAccount: 'integrations@' },
        webhook: { serviceAccount: 'doors@', minInstances: 1 },
        consumers: { memory: '2GiB', timeoutSeconds: 300 },
      },
      fault,
    );
    expect(webhook).toEqual({ memory: '1GiB', serviceAccount: 'doors@', minInstances: 1 });
    expect(consumers).toEqual({ memory: '2GiB', serviceAccount: 'integrations@', timeoutSeconds: 300 });
  });

  it('leave dead letters and searches their numbers of instances, and one search at a time', () => {
    const general = { minInstances: 1, maxInstances: 10, concurrency: 80, memory: '1GiB', labels: { team: 'a' } };
    const { deadLetters, reconcile } = configuredFunctions(
      'stripe',
      { general, webhook: { memory: '4GiB' }, consumers: { memory: '2GiB' } },
      fault,
    );
    expect(deadLetters).toEqual({ concurrency: 80, memory: '1GiB', labels: { team: 'a' } });
    expect(reconcile).toEqual({ memory: '1GiB', labels: { team: 'a' } });
  });

  it('are none where nothing was', () => {
    const nothing = { general: undefined, webhook: undefined, consumers: undefined };
    expect(configuredFunctions('stripe', nothing, fault)).toEqual({
      webhook: {},
      consumers: {},
      topic: {},
      deadLetters: {},
      reconcile: {},
    });
  });

  it.each([
    [{ general: { memory: 1 } }, /^The option functions: memory must be one of 128MiB, .*\.$/],
    [{ webhook: { memory: 1 } }, /^The option webhook of stripe: memory must be one of 128MiB, .*\.$/],
    [{ consumers: { memory: 1 } }, /^The option consumers of stripe: memory must be one of 128MiB, .*\.$/],
  ])('are refused by name: %j', (wrong, sentence) => {
    const configured = { general: {}, webhook: {}, consumers: {}, ...wrong };
    expect(() => configuredFunctions('stripe', configured, fault)).toThrow(sentence);
  });
});

describe('a function', () => {
  const GENERATED = { memory: '512MiB', concurrency: 8, maxInstances: 40, timeoutSeconds: 15 } as const;

  it('is deployed with the defaults of its kind if nothing is configured', () => {
    expect(deployedOptions(GENERATED, {}, fault)).toEqual(GENERATED);
  });

  it('is deployed with what was configured, and the labels of all together', () => {
    const { webhook } = configuredFunctions(
      'stripe',
      { general: { labels: { team: 'a', env: 'test' } }, webhook: { labels: { env: 'live' } }, consumers: {} },
      fault,
    );
    expect(deployedOptions(GENERATED, { ...webhook, memory: '1GiB' }, fault)).toEqual({
      ...GENERATED,
      memory: '1GiB',
      labels: { team: 'a', env: 'live' },
    });
  });

  it.each<[FunctionOptions, string]>([
    [{ minInstances: 41 }, 'minInstances (41) is more than maxInstances (40)'],
    [{ cpu: 'gcf_gen1' }, "concurrency (8) has to be 1 with cpu 'gcf_gen1' below 2GiB of memory"],
    [{ vpcConnectorEgressSettings: 'ALL_TRAFFIC' }, 'vpcConnectorEgressSettings is set without a vpcConnector'],
  ])('is not deployed with options that cannot work together: %j', (configured, conflict) => {
    expect(() => deployedOptions(GENERATED, configured, fault)).toThrow(conflict);
  });

  it.each<FunctionOptions>([
    { minInstances: 40 },
    { minInstances: 50, maxInstances: 50 },
    { cpu: 'gcf_gen1', concurrency: 1 },
    { cpu: 'gcf_gen1', memory: '2GiB' },
    { vpcConnectorEgressSettings: 'ALL_TRAFFIC', vpcConnector: 'my-connector' },
  ])('is deployed with options that can: %j', (configured) => {
    expect(deployedOptions(GENERATED, configured, fault)).toMatchObject(configured);
  });
});
