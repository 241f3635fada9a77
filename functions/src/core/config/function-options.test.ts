import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineBundle } from './bundle.ts';
import {
  consumerOptions,
  functionOptions,
  webhookOptions,
  type ConsumerFunctionOptions,
  type FunctionOptions,
  type WebhookFunctionOptions,
} from './function-options.ts';

const fault = (sentence: string) => new Error(sentence);

/** What is wrong with one option, of whichever kind of function. */
function faultOf(read: (configured: unknown, fault: (sentence: string) => Error) => unknown, configured: unknown) {
  try {
    read(configured, fault);
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
  return undefined;
}

describe('what may be set of how functions are deployed', () => {
  it.each<FunctionOptions>([
    {},
    { minInstances: 0, maxInstances: 1, concurrency: 1000 },
    { memory: '128MiB', cpu: 1 },
    { memory: '32GiB', cpu: 8 },
    { cpu: 'gcf_gen1' },
    { serviceAccount: 'integrations@' },
    { serviceAccount: 'integrations@my-project.iam.gserviceaccount.com' },
    { serviceAccount: '1234-compute@developer.gserviceaccount.com' },
    { vpcConnector: 'my-connector', vpcConnectorEgressSettings: 'ALL_TRAFFIC' },
    { vpcConnector: 'projects/my-project/locations/us-central1/connectors/my-connector' },
    { labels: { team: 'payments', 'cost-center': '' } },
  ])('%j, for every function', (options) => {
    expect(functionOptions(options, fault)).toEqual(options);
    expect(webhookOptions(options, fault)).toEqual(options);
    expect(consumerOptions(options, fault)).toEqual(options);
  });

  it.each<WebhookFunctionOptions>([
    { timeoutSeconds: 10 },
    { timeoutSeconds: 60 },
    { ingressSettings: 'ALLOW_INTERNAL_AND_GCLB' },
  ])('%j, for a webhook', (options) => expect(webhookOptions(options, fault)).toEqual(options));

  it.each<ConsumerFunctionOptions>([{ timeoutSeconds: 30 }, { timeoutSeconds: 540 }])('%j, for consumers', (options) =>
    expect(consumerOptions(options, fault)).toEqual(options),
  );
});

describe('what may not is refused with what would be allowed', () => {
  it.each([
    [{ minInstances: -1 }, 'minInstances must be a whole number of at least 0'],
    [{ minInstances: '1' }, 'minInstances must be a whole number of at least 0'],
    [{ minInstances: undefined }, 'minInstances must be a whole number of at least 0'],
    [{ maxInstances: 0 }, 'maxInstances must be a whole number of at least 1'],
    [{ maxInstances: 2.5 }, 'maxInstances must be a whole number of at least 1'],
    [{ concurrency: 1001 }, 'concurrency must be a whole number from 1 to 1000'],
    [{ memory: '512MB' }, 'memory must be one of 128MiB, 256MiB, 512MiB, 1GiB, 2GiB, 4GiB, 8GiB, 16GiB, 32GiB'],
    [{ cpu: 3 }, 'cpu must be one of 1, 2, 4, 6, 8, gcf_gen1'],
    [{ serviceAccount: 'integrations' }, 'serviceAccount must be the address of a service account, or name@'],
    [{ serviceAccount: 'somebody@example.com' }, 'serviceAccount must be the address of a service account, or name@'],
    [{ vpcConnector: 'locations/us-central1' }, 'vpcConnector must be the name of a connector'],
    [{ vpcConnectorEgressSettings: 'ALL' }, 'vpcConnectorEgressSettings must be one of PRIVATE_RANGES_ONLY, ALL'],
    [{ labels: ['team'] }, 'labels must be an object of labels: lower-case letters'],
    [{ labels: { Team: 'a' } }, 'labels must be an object of labels: lower-case letters'],
    [{ labels: { team: 'A Team' } }, 'labels must be an object of labels: lower-case letters'],
    [{ labels: { team: 1 } }, 'labels must be an object of labels: lower-case letters'],
    [{ labels: { 'deployment-scheduled': 'true' } }, 'no key that begins with deployment, firebase or goog'],
    ['many', 'it must be an object'],
  ])('%j', (options, sentence) => {
    expect(faultOf(functionOptions, options)).toContain(sentence);
    expect(faultOf(webhookOptions, options)).toContain(sentence);
    expect(faultOf(consumerOptions, options)).toContain(sentence);
  });

  it.each(['retry', 'topic', 'region', 'secrets', 'constructor', 'timeoutSeconds'])(
    'a name that is unknown or not theirs to set: %s',
    (name) => {
      expect(faultOf(functionOptions, { [name]: 1 })).toBe(
        `${name} is not one of its options: minInstances, maxInstances, concurrency, memory, cpu, serviceAccount, vpcConnector, vpcConnectorEgressSettings, labels, invoker`,
      );
    },
  );

  it.each([
    ['memroy', 'memory'],
    ['maxInstance', 'maxInstances'],
    ['egressSettings', 'vpcConnectorEgressSettings'],
  ])('a misspelt name, with the one that was meant: %s', (name, meant) => {
    expect(faultOf(functionOptions, { [name]: 1 })).toBe(
      `${name} is not one of its options; you probably mean ${meant}`,
    );
  });

  it('a time limit in which a webhook cannot store an event, or that no provider waits for', () => {
    for (const timeoutSeconds of [9, 61]) {
      expect(faultOf(webhookOptions, { timeoutSeconds })).toBe('timeoutSeconds must be a whole number from 10 to 60');
    }
  });

  it('a time limit of consumers that leaves handlers no time, or is more than Google gives', () => {
    for (const timeoutSeconds of [29, 541]) {
      expect(faultOf(consumerOptions, { timeoutSeconds })).toBe('timeoutSeconds must be a whole number from 30 to 540');
    }
  });

  it.each(['anyone', 'allUsers', true, [], ['gateway'], ['public'], [7], ['someone@example.com']])(
    'callers that are neither a kind nor service accounts: %j',
    (invoker) => {
      const allowed =
        'one of public, private, unchecked, or a list of service accounts, each as its address or as name@';
      expect(faultOf(webhookOptions, { invoker })).toBe(`invoker must be ${allowed}`);
      expect(faultOf(functionOptions, { invoker })).toBe(`invoker must be ${allowed}`);
      expect(faultOf(consumerOptions, { invoker })).toContain('invoker is not one of its options');
    },
  );

  it('where a request may come from, for anything but a webhook', () => {
    expect(faultOf(consumerOptions, { ingressSettings: 'ALLOW_ALL' })).toContain(
      'ingressSettings is not one of its options',
    );
  });
});

it('a misspelt or misplaced option does not compile', () => {
  expectTypeOf<FunctionOptions>().not.toHaveProperty('timeoutSeconds');
  expectTypeOf<ConsumerFunctionOptions>().not.toHaveProperty('ingressSettings');
  defineBundle<'stripe'>({
    // @ts-expect-error it is called memory
    functions: { memroy: '1GiB' },
    integrations: {
      stripe: {
        // @ts-expect-error it is called minInstances
        webhook: { minInstance: 1 },
        // @ts-expect-error of a webhook only
        consumers: { ingressSettings: 'ALLOW_ALL' },
      },
    },
  });
  // @ts-expect-error it is spelled 512MiB
  defineBundle({ functions: { memory: '512MB' } });
  // @ts-expect-error it has its own place
  defineBundle({ functions: { region: 'europe-west1' } });
});
