import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import engine from '../package.json' with { type: 'json' };
import { Command, commandHandler, isOfType, saga, type RecordData, type Saga } from 'integration-service';
import { isStripeSnapshotOfType, StripeEvent } from 'integration-service/stripe';

const SOURCE = join(import.meta.dirname, '..');

/** Every name that an entry has at run time. Whoever removes one breaks the code of others: that is a major version. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'integration-service': [
    'Command',
    'IntegrationError',
    'IntegrationEvent',
    'PermanentError',
    'RANK',
    'RetryLater',
    'StateEvent',
    'anyOf',
    'asOfEvent',
    'collection',
    'commandHandler',
    'continueWith',
    'days',
    'durableSaga',
    'eventOrState',
    'from',
    'hexDigestOf',
    'hours',
    'idIn',
    'ifAbsent',
    'ifUnchanged',
    'increment',
    'isJsonObject',
    'isLater',
    'isOfType',
    'isText',
    'minutes',
    'newest',
    'ofFact',
    'recordHandler',
    'recordTask',
    'saga',
    'secret',
    'service',
    'setting',
    'sourceOfEvents',
    'task',
    'timeOf',
    'whenDead',
  ],
  'integration-service/catalog': ['catalogEntry', 'instanceEvent', 'instanceIntegration', 'instanceSamples', 'ofTypes'],
  'integration-service/config': [
    'credential',
    'custom',
    'defineBundle',
    'ecdsa',
    'ed25519',
    'either',
    'firstPresent',
    'hmac',
    'jwt',
    'milliseconds',
    'rfc3339',
    'rsa',
    'seconds',
    'standardWebhooks',
    'unix',
    'utc',
  ],
  'integration-service/functions': [
    'accountDoor',
    'deadLetterFunction',
    'holdAccounts',
    'parkEvents',
    'reconcileFunction',
    'sagaFunction',
    'sagaWakeFunction',
    'subscriberFunction',
    'topicFunction',
    'wakeParked',
    'webhookBesideTopic',
    'webhookFunction',
  ],
  'integration-service/integration': [
    'JsonApi',
    'attributesAsHeaders',
    'credential',
    'custom',
    'ecdsa',
    'ed25519',
    'either',
    'eventClass',
    'firstPresent',
    'hmac',
    'integration',
    'jwt',
    'milliseconds',
    'ofKinds',
    'ofTypes',
    'rfc3339',
    'rsa',
    'samplesOf',
    'seconds',
    'standardWebhooks',
    'unix',
    'utc',
  ],
  'integration-service/testing': [
    'MemoryStore',
    'TestConsumer',
    'given',
    'handleEvents',
    'inAnyOrder',
    'memoryPorts',
    'sampleEvent',
    'sampleEvents',
    'savedEvent',
    'stateEvent',
    'testInstance',
    'withApiKey',
  ],
  'integration-service/testing/conformance': ['integrationConformance', 'rawWebhookOf'],
  'integration-service/stripe': [
    'StripeEvent',
    'accountOf',
    'asOf',
    'idOf',
    'isStripeEventOfType',
    'isStripeSnapshotOfType',
    'isoOf',
    'lostEventIn',
    'objectIdOf',
    'objectIn',
    'olderField',
    'reportsLostEvent',
    'snapshotTypeOf',
  ],
  'integration-service/stripe/client': ['stripeClient', 'stripeParser'],
  'integration-service/stripe/integration': ['stripe'],
  'integration-service/stripe/refetch': [
    'idempotentOptions',
    'objectOf',
    'refetch',
    'refetchEvent',
    'refetchRelated',
    'stripeChange',
    'stripeObject',
  ],
  'integration-service/stripe/samples': ['stripeSamples'],
  'integration-service/stripe/testing': [
    'StripeApi',
    'commandsOf',
    'reviveStripe',
    'stripeConsumer',
    'stripeEvent',
    'thinSibling',
  ],
};

describe.each(Object.entries(NAMES))('%s', (entry, names) => {
  it('exports these names and no others', async () => {
    const loaded: object = await import(entry);
    expect(Object.keys(loaded).toSorted()).toEqual(names);
  });
});

it('every entry of package.json without a pattern is listed here', () => {
  const entries = Object.keys(engine.exports).filter((key) => !key.includes('*'));
  expect(entries.map((key) => `integration-service${key.slice(1)}`).filter((entry) => !(entry in NAMES))).toEqual([]);
});

const providers = globSync('integrations/*/event.ts', { cwd: SOURCE }).map((file) => file.split(/[\\/]/)[1] ?? '');

it.each(providers)('the event class of %s and its operator are in an entry of the same name', async (provider) => {
  const title = provider.charAt(0).toUpperCase() + provider.slice(1);
  const loaded: object = await import(`integration-service/${provider}`);
  expect(loaded).toHaveProperty(`${title}Event`);
  expect(loaded).toHaveProperty(`is${title}EventOfType`);
});

it.each([
  'integration-service/core/ledger/store.ts',
  'integration-service/core/logic/saga.ts',
  'integration-service/gcp/ports.ts',
  'integration-service/generated/index.ts',
  'integration-service/stripe/native',
  'integration-service/stripe/signature.ts',
  'integration-service/package.json',
])('%s cannot be imported', async (entry) => {
  await expect(import(entry)).rejects.toThrow();
});

it('an event that went through both operators is narrowed to its type, as inside the engine', () => {
  const lapsed: Saga = (events$) => {
    const narrowed$ = events$.pipe(isOfType(StripeEvent), isStripeSnapshotOfType('customer.subscription.deleted'));
    narrowed$.subscribe(({ event }) => expectTypeOf(event.data.object.object).toEqualTypeOf<'subscription'>());
    // @ts-expect-error Stripe has no such event.
    isStripeSnapshotOfType('customer.subscription.exploded');
    return events$.pipe(isOfType(Lapse));
  };
  expect(saga(lapsed)).toEqual({ run: lapsed });
});

class Lapse extends Command {
  static readonly type = 'Lapse';
  readonly id = 'sub_1';
}

it('a handler is typed by its command, and a record by what JSON can hold', () => {
  commandHandler(Lapse, (command, { records }) => {
    expectTypeOf(command).toEqualTypeOf<Lapse>();
    records.update('lapses', command.id, (current) => {
      expectTypeOf(current).toEqualTypeOf<RecordData | undefined>();
      return current;
    });
  });
});
