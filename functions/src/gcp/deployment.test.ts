import type { IngressSetting, MemoryOption, VpcEgressSetting } from 'firebase-functions/v2/options';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { defineBundle, type BundleOptions } from '../core/config/bundle.ts';
import { IntegrationEvent } from '../core/event/integration-event.ts';
import { buildEvent, encodeEvent, type PlatformEvent } from '../core/event/platform-event.ts';
import type { WebhookFunctionOptions } from '../core/config/function-options.ts';
import { task } from '../core/logic/task.ts';
import type { Integration } from '../core/integration/integration.ts';
import { useRuntime } from '../core/runtime.ts';
import { acmeLister } from '../testing/acme-lister.ts';
import { memoryPorts } from '../testing/memory-ports.ts';
import { deadLetterFunction } from './dead-letter-function.ts';
import { reconcileFunction } from './reconcile-function.ts';
import { subscriberFunction } from './subscriber-function.ts';
import { webhookFunction } from './webhook-function.ts';

const acme: Integration<object> = {
  provider: 'acme',
  methods: ['POST'],
  contentTypes: [],
  maxBytes: 1000,
  verify: () => ({ events: [], secret: 0 }),
  describe: () => ({ id: 'e1', type: 'thing', time: new Date(0), source: '//acme.example' }),
};

const things = acmeLister(async () => ({ things: [] }));

class AcmeEvent extends IntegrationEvent {
  static revive(envelope: PlatformEvent): AcmeEvent {
    return new AcmeEvent(envelope.data, envelope);
  }
}

/** A consumer that tells how long its handlers are given. */
function subscriber(onSignal: (signal: AbortSignal) => void = () => undefined) {
  return subscriberFunction(AcmeEvent, {
    name: 'acme-onAcmeEvent',
    provider: 'acme',
    tasks: { look: task(AcmeEvent, async (_event, { signal }) => onSignal(signal)) },
  });
}

/** What each function of acme is deployed with. */
function endpoints(): Readonly<Record<string, unknown>> {
  const functions = {
    webhook: webhookFunction(acme),
    onAcmeEvent: subscriber(),
    onDeadLetter: deadLetterFunction('acme'),
    reconcile: reconcileFunction(things),
  };
  return Object.fromEntries(
    Object.entries(functions).map(([name, one]) => [name, one !== undefined && '__endpoint' in one && one.__endpoint]),
  );
}

describe('a function', () => {
  const configure = (options: BundleOptions<'acme'>) => defineBundle<'acme'>(options);

  beforeEach(() => {
    vi.stubEnv('ACME_WEBHOOK_SECRET', 'topsecret');
    vi.stubEnv('ACME_API_KEY', 'key');
    vi.stubEnv('GCLOUD_PROJECT', 'demo');
    configure({});
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('is deployed with what holds for every function, and keeps what nobody may set', () => {
    configure({
      functions: { memory: '1GiB', serviceAccount: 'integrations@', vpcConnector: 'inner', labels: { team: 'a' } },
    });
    for (const endpoint of Object.values(endpoints())) {
      expect(endpoint).toMatchObject({
        region: ['us-central1'],
        availableMemoryMb: 1024,
        serviceAccountEmail: 'integrations@demo.iam.gserviceaccount.com',
        vpc: { connector: 'inner' },
        labels: { team: 'a' },
      });
    }
    expect(endpoints()).toMatchObject({
      webhook: { httpsTrigger: { invoker: ['public'] }, maxInstances: 40 },
      onAcmeEvent: {
        maxInstances: 20,
        eventTrigger: { retry: true, eventFilters: { topic: 'integration-acme-events' } },
      },
      onDeadLetter: { maxInstances: 2, eventTrigger: { retry: true } },
      reconcile: { maxInstances: 1, scheduleTrigger: { schedule: 'every 1 hours' } },
    });
  });

  it.each([
    ['public', ['public']],
    ['private', ['private']],
    // What switches the check off is the delivery policy; the CLI must not grant anything to allUsers.
    ['unchecked', ['private']],
    [
      ['gateway@', 'gateway@other.iam.gserviceaccount.com'],
      ['gateway@demo.iam.gserviceaccount.com', 'gateway@other.iam.gserviceaccount.com'],
    ],
  ] as const)('is deployed with the callers that are configured: %j', (invoker, manifest) => {
    configure({ functions: { invoker } });
    expect(endpoints()).toMatchObject({ webhook: { httpsTrigger: { invoker: manifest } } });
    expect(JSON.stringify([endpoints()['onAcmeEvent'], endpoints()['reconcile']])).not.toContain('gateway');
    configure({ functions: { invoker: 'public' }, integrations: { acme: { webhook: { invoker } } } });
    expect(endpoints()).toMatchObject({ webhook: { httpsTrigger: { invoker: manifest } } });
  });

  it('is deployed with the options of its kind, which override those of every function', () => {
    configure({
      functions: { memory: '1GiB', minInstances: 1 },
      integrations: {
        acme: {
          webhook: { minInstances: 2, cpu: 2, ingressSettings: 'ALLOW_INTERNAL_AND_GCLB', timeoutSeconds: 30 },
          consumers: { memory: '2GiB', concurrency: 1, timeoutSeconds: 300 },
        },
      },
    });
    const { webhook, onAcmeEvent, onDeadLetter, reconcile } = endpoints();
    const door = { minInstances: 2, cpu: 2, ingressSettings: 'ALLOW_INTERNAL_AND_GCLB', timeoutSeconds: 30 };
    expect(webhook).toMatchObject({ ...door, availableMemoryMb: 1024, concurrency: 8 });
    const logic = { minInstances: 1, concurrency: 1, timeoutSeconds: 300 };
    expect(onAcmeEvent).toMatchObject({ ...logic, availableMemoryMb: 2048, maxInstances: 20 });
    expect(onDeadLetter).toMatchObject({ availableMemoryMb: 1024, concurrency: 16, timeoutSeconds: 60 });
    expect(reconcile).toMatchObject({ availableMemoryMb: 1024, concurrency: 1, timeoutSeconds: 540 });
    for (const rare of [onDeadLetter, reconcile]) expect(rare).not.toMatchObject({ minInstances: 1 });
  });

  it('runs as the service account of another project where its whole address is given', () => {
    configure({ functions: { serviceAccount: 'integrations@other.iam.gserviceaccount.com' } });
    expect(endpoints()['webhook']).toMatchObject({
      serviceAccountEmail: 'integrations@other.iam.gserviceaccount.com',
    });
  });

  it('leaves the short address of a service account to the Firebase CLI where the project is unknown', () => {
    vi.stubEnv('GCLOUD_PROJECT', undefined);
    configure({ functions: { serviceAccount: 'integrations@' } });
    expect(endpoints()['webhook']).toMatchObject({ serviceAccountEmail: 'integrations@' });
  });

  it('is refused by its name when its options cannot work together', () => {
    configure({ integrations: { acme: { consumers: { minInstances: 21 } } } });
    expect(subscriber).toThrow(
      expect.objectContaining({
        code: 'acme/bad-config',
        message: 'acme-onAcmeEvent cannot be deployed: minInstances (21) is more than maxInstances (20).',
      }),
    );
  });

  it('holds an event, and gives its handlers time, for as long as it was configured to run', async () => {
    configure({ integrations: { acme: { consumers: { timeoutSeconds: 300 } } } });
    const ports = memoryPorts();
    useRuntime(ports);
    const claim = vi.spyOn(ports.store, 'claim');
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    const signals: AbortSignal[] = [];
    await subscriber((signal) => signals.push(signal))(thingArrived(ports.clock.now()));
    expect(claim).toHaveBeenCalledWith(expect.objectContaining({ leaseMs: 330_000 }));
    expect(timeout.mock.results.map(({ value }) => value)).toEqual(signals);
    expect(timeout).toHaveBeenCalledExactlyOnceWith(295_000);
  });
});

it('what may be set are the words of firebase-functions', () => {
  expectTypeOf<Required<WebhookFunctionOptions>['memory']>().toEqualTypeOf<MemoryOption>();
  expectTypeOf<Required<WebhookFunctionOptions>['ingressSettings']>().toEqualTypeOf<IngressSetting>();
  expectTypeOf<Required<WebhookFunctionOptions>['vpcConnectorEgressSettings']>().toEqualTypeOf<VpcEgressSetting>();
});

/** The event that brings a consumer a thing. */
function thingArrived(now: Date) {
  const about = { id: 'e1', type: 'thing', time: now, source: '//acme.example' };
  const { data, attributes } = encodeEvent(buildEvent('acme', about, { receivedAt: now }), Buffer.from('{}'));
  const message = { messageId: '7', publishTime: now.toISOString(), data: data.toString('base64'), attributes };
  const time = now.toISOString();
  return { specversion: '1.0', id: '7', source: '//pubsub', type: 't', time, data: { message } } as const;
}
