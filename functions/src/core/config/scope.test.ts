import { describe, expect, it } from 'vitest';
import { defineBundle } from './bundle.ts';
import { examineConfig } from './config-problems.ts';
import { SAGAS, deadLetterTopicOf, topicOf } from '../event/names.ts';
import { scoped, scopedTopic, unscoped, unscopedTopic } from './scope.ts';

describe('a name', () => {
  it('is as it is without a scope', () => {
    expect(scoped('', 'integration-stripe-events')).toBe('integration-stripe-events');
    expect(unscoped('', 'integration-stripe-events')).toBe('integration-stripe-events');
  });

  it('begins with the scope, which comes off again', () => {
    expect(scoped('eu', 'stripe-onStripeEvent')).toBe('eu-stripe-onStripeEvent');
    expect(unscoped('eu', 'eu-stripe-onStripeEvent')).toBe('stripe-onStripeEvent');
    expect(unscoped('eu', 'europe-stripe-onStripeEvent')).toBe('europe-stripe-onStripeEvent');
  });
});

describe('a topic of a listener', () => {
  const LISTENER = { own: 'shop', source: 'eu' };

  it.each([
    ['is that of the other installation for events', topicOf('stripe'), 'eu-integration-stripe-events'],
    ['is its own for durable sagas', topicOf(SAGAS), 'shop-integration-sagas-events'],
    ['is its own for their letters', deadLetterTopicOf(SAGAS), 'shop-integration-sagas-events-dead-letter'],
  ])('%s', (_what, topic, name) => {
    expect(scopedTopic(LISTENER, topic)).toBe(name);
    expect(unscopedTopic(LISTENER, name)).toBe(topic);
  });
});

describe('the scope of a bundle', () => {
  const KIT = { FIREBASE_KIT_INSTANCE_ID: 'shop' };
  const SET = { ...KIT, INTEGRATIONS_SCOPE: 'eu' };

  it.each([
    ['none by default', {}, {}, ''],
    ['the id of the kit instance', {}, KIT, 'shop'],
    ['the variable rather than the id', {}, SET, 'eu'],
    ['the option rather than the variable', { scope: 'asia' }, SET, 'asia'],
    ['none if the option says so', { scope: '' }, SET, ''],
  ])('is %s', (_what, options, environment, scope) => {
    expect(defineBundle(options, environment).scope).toEqual({ own: scope, source: scope });
  });

  it('is in front of every collection, whatever their own prefix is', () => {
    expect(defineBundle({}, {}).collectionPrefix).toBe('integration-');
    expect(defineBundle({}, KIT).collectionPrefix).toBe('shop-integration-');
    expect(defineBundle({ collectionPrefix: 'x-' }, KIT).collectionPrefix).toBe('shop-x-');
  });

  it('of a listener is that of its source for topics, and its own for the rest', () => {
    const config = defineBundle({ scope: 'shop', listensTo: '' }, {});
    expect(config.scope).toEqual({ own: 'shop', source: '' });
    expect(config.collectionPrefix).toBe('shop-integration-');
  });
});

it('a listener that calls the provider needs no webhook secret', () => {
  const environment = { STRIPE_API_KEY: 'sk_test_1234567890abcdef' };
  expect(() => defineBundle({}, environment).settings('stripe')).toThrow('without a webhook secret');
  const listener = defineBundle({ scope: 'shop', listensTo: '' }, environment);
  expect(listener.settings('stripe').apiKey).toBe('sk_test_1234567890abcdef');
});

describe('a scope is refused', () => {
  const ALLOWED = 'at most 40 lower-case letters, digits, "_" and "-", with a letter in front, and not "goog"';

  it.each([['goog', 'EU', '1st', 'a/b', 'x'.repeat(41)]].flat())(
    'for what cannot start the name of a topic: %s',
    (scope) => {
      expect(problemsOf({}, { INTEGRATIONS_SCOPE: scope })).toEqual([`INTEGRATIONS_SCOPE must be ${ALLOWED}.`]);
      expect(problemsOf({ scope }, {})).toEqual([`The options of defineBundle: scope must be empty, or ${ALLOWED}.`]);
    },
  );

  it.each(['eu', 'shop_2', 'a-b', 'x'.repeat(40)])('and taken for what can: %s', (scope) => {
    expect(problemsOf({ scope }, {})).toEqual([]);
  });

  it('for the id of a kit instance that is none, until another one is set', () => {
    const environment = { FIREBASE_KIT_INSTANCE_ID: '1st' };
    expect(problemsOf({}, environment)).toEqual([
      `The id of the kit instance cannot start the name of a topic; set INTEGRATIONS_SCOPE to ${ALLOWED}.`,
    ]);
    expect(problemsOf({}, { ...environment, INTEGRATIONS_SCOPE: 'first' })).toEqual([]);
  });

  it.each([[{ listensTo: '' }], [{ listensTo: 'eu', scope: 'eu' }]])(
    'for a listener that has the names of its source: %j',
    (options) => {
      expect(problemsOf(options, {})).toEqual([
        'A bundle that listens to another one needs its own scope; set the option scope.',
      ]);
    },
  );
});

function problemsOf(options: object, environment: Readonly<Record<string, string>>): readonly string[] {
  const { problems } = examineConfig(defineBundle(options, environment), ['stripe'], 'project');
  return problems.map(({ message }) => message);
}
