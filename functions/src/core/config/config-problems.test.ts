import { describe, expect, it } from 'vitest';
import { examineConfig, requireSound, type ConfigPlace } from './config-problems.ts';
import { defineBundle } from './bundle.ts';
import { hmac } from '../scheme/schemes.ts';
import type { Environment } from './settings.ts';

const PROVIDERS = [
  'github',
  'hubspot',
  'okta',
  'resend',
  'shipstation',
  'shopify',
  'slack',
  'standardWebhooks',
  'stripe',
  'twilio',
];
/** What GitHub sets in each of its runs. */
const GITHUB_ACTIONS =
  'ACTION ACTION_PATH ACTION_REPOSITORY ACTIONS ACTOR ACTOR_ID API_URL BASE_REF ENV EVENT_NAME EVENT_PATH GRAPHQL_URL HEAD_REF JOB OUTPUT PATH REF REF_NAME REF_TYPE REPOSITORY RUN_ID SERVER_URL SHA STATE STEP_SUMMARY TOKEN TRIGGERING_ACTOR WORKFLOW WORKSPACE'
    .split(' ')
    .map((name) => `GITHUB_${name}`);

const ON = { STRIPE_WEBHOOK_SECRET: 'whsec_1' };

/** The problems of a configuration, each prefixed with its kind. */
function said(options: object, environment: Environment, place: ConfigPlace = 'project'): readonly string[] {
  return examineConfig(defineBundle(options, environment), PROVIDERS, place).problems.map(
    ({ kind, message }) => `${kind}: ${message}`,
  );
}

it('of a sound configuration there is nothing to say', () => {
  const options = {
    region: 'europe-west12',
    database: '(default)',
    collectionPrefix: '',
    bucket: 'my.bucket-1',
    bigquery: { redact: { stripe: ['data.object.customer_email'] } },
    functions: { memory: '1GiB' },
    integrations: { stripe: { stripeApiKey: 'sk_test_1', maxBytes: 1000 }, okta: { enabled: false } },
    instances: { acme: { scheme: hmac({ headers: { 'x-acme-signature': '{signature}' } }) } },
  };
  expect(said(options, { ...ON, LOG_LEVEL: 'WARN', INTEGRATIONS_TRACING: 'on', PATH: '/bin', HOME: '/root' })).toEqual(
    [],
  );
  expect(said({}, {})).toEqual([]);
});

describe('an option that cannot work is a fault', () => {
  it.each<[object, string]>([
    [
      { regoin: 'europe-west1' },
      'The options of defineBundle: regoin is not one of its options; you probably mean region.',
    ],
    [
      { region: 'europe' },
      'The options of defineBundle: region must be a region of Google Cloud, such as europe-west1.',
    ],
    [
      { bucket: 'gs://mine' },
      'The options of defineBundle: bucket must be the name of a bucket, without gs:// in front.',
    ],
    [
      { database: 'My DB' },
      'The options of defineBundle: database must be the id of a Firestore database, or (default).',
    ],
    [{ bigquery: { redact: { stripe: ['a..b'] } } }, 'The option bigquery: redact must be an object of lists'],
    [{ collectionPrefix: 'a/b' }, 'collectionPrefix must be at most 100 characters, without a slash and without __ in'],
    [{ integrations: [] }, 'integrations must be an object'],
    [{ instances: { acme: 'x-acme' } }, 'instances must be an object of instances, each with a scheme'],
    [
      { integrations: { strpe: {} } },
      'The option integrations: strpe is not one of the integrations; you probably mean stripe.',
    ],
    [{ integrations: { paypal: {} } }, 'paypal is not one of the integrations: github, hubspot, okta'],
    [{ integrations: { stripe: { maxByte: 1 } } }, 'The options of stripe: maxByte is not one of its options; you'],
    [{ integrations: { stripe: { webhok: {} } } }, 'The options of stripe: webhok is not one of its options; you'],
    [{ integrations: { stripe: { delivery: { maxAttemps: 1 } } } }, 'The option delivery of stripe: maxAttemps is not'],
    [
      { integrations: { stripe: { apiKey: 'k' } } },
      'apiKey is not one of its options; you probably mean stripeApiKey.',
    ],
    [{ integrations: { stripe: { enabled: 'yes' } } }, 'The options of stripe: enabled must be true or false.'],
  ])('%j', (options, sentence) => {
    expect(said(options, {})).toEqual([expect.stringContaining(sentence)]);
    expect(said(options, {})[0]).toMatch(/^fault: /);
  });

  it('also one that holds for every function, which is told once', () => {
    expect(said({ functions: { memroy: '1GiB' } }, {})).toEqual([
      'fault: The option functions: memroy is not one of its options; you probably mean memory.',
    ]);
  });
});

describe('a misspelt variable', () => {
  it.each([
    ['STRIPE_WEBHOK_SECRET', 'STRIPE_WEBHOOK_SECRET'],
    ['STRIPE_WEBHOOK_SECRETS', 'STRIPE_WEBHOOK_SECRET'],
    ['STRPE_WEBHOOK_SECRET', 'STRIPE_WEBHOOK_SECRET'],
    ['STIRPE_WEBHOOK_SECRET_NAME', 'STRIPE_WEBHOOK_SECRET_NAME'],
    ['STRIPE_WEBHOOK_SECRETNAME', 'STRIPE_WEBHOOK_SECRET_NAME'],
    ['STANDARD_WEBHOOK_WEBHOOK_SECRET', 'STANDARD_WEBHOOKS_WEBHOOK_SECRET'],
    ['SHIPSTATION_KEY_URL', 'SHIPSTATION_KEYS_URL'],
    ['STRIPE_WEBHOOK_ULR', 'STRIPE_WEBHOOK_URL'],
    ['INTEGRATION_REGION', 'INTEGRATIONS_REGION'],
    ['INTEGRATIONS_REGOIN', 'INTEGRATIONS_REGION'],
  ])('%s is a fault that names %s', (name, meant) => {
    expect(said({}, { [name]: 'value-of-it' })).toEqual([
      `fault: ${name} is read by nothing; you probably mean ${meant}.`,
    ]);
  });

  it('of an API key is a warning: the integration works without, and the variable may be another program’s', () => {
    expect(said({}, { ...ON, STRIPE_APP_KEY: 'k' })).toEqual([
      'warning: STRIPE_APP_KEY is read by nothing; you probably mean STRIPE_API_KEY.',
    ]);
  });

  it('is none where the right one is set too, or where it has no value', () => {
    expect(said({}, { ...ON, STRIPE_WEBHOOK_SECRETS: 'old' })).toEqual([]);
    expect(said({}, { ...ON, STRIPE_WEBHOK_SECRET: '' })).toEqual([]);
  });

  it.each([
    'PATH',
    'STRIPE_SECRET_KEY',
    'STRIPE_PUBLISHABLE_KEY',
    'STRIPE_API_VERSION',
    'SLACK_BOT_TOKEN',
    'SLACK_API_URL',
    'META_WEBHOOK_SECRET',
    'SQUARE_WEBHOOK_SECRET',
    ...GITHUB_ACTIONS,
    'TWILIO_ACCOUNT_SID',
    'TWILIO_AUTH_TOKEN',
    'RESEND_FROM',
    'LINEAR_TEAM_ID',
    'SHOPIFY_APP_URL',
    'SHOPIFY_API_SECRET',
    'SEGMENT_WRITE_KEY',
    'INTEGRATION_TESTS',
    'OTEL_SERVICE_NAME',
  ])('is not what %s is', (name) => expect(said({}, { [name]: 'x' })).toEqual([]));
});

describe('an empty variable', () => {
  it('that would switch an integration on is warned of', () => {
    expect(said({}, { STRIPE_WEBHOOK_SECRET: '', SLACK_WEBHOOK_SECRET_NAME: ' ' })).toEqual([
      'warning: SLACK_WEBHOOK_SECRET_NAME is empty and switches nothing on; give it a value, or remove it.',
      'warning: STRIPE_WEBHOOK_SECRET is empty and switches nothing on; give it a value, or remove it.',
    ]);
  });

  it('beside another one that switches it on is not, but an API key is', () => {
    expect(said({}, { ...ON, STRIPE_WEBHOOK_SECRET_NAME: '', STRIPE_API_KEY: '' })).toEqual([
      'warning: STRIPE_API_KEY is empty and counts as not set; give it a value, or remove it.',
    ]);
  });

  it('of the bundle is a fault: records and functions never go to a guessed place', () => {
    expect(said({}, { INTEGRATIONS_COLLECTION_PREFIX: '' })).toEqual([
      'fault: INTEGRATIONS_COLLECTION_PREFIX is set but empty; give it a value, or remove it.',
    ]);
  });
});

it('a variable of the bundle takes what the option of its name takes', () => {
  expect(said({}, { INTEGRATIONS_REGION: 'us', INTEGRATIONS_TRACING: 'true', LOG_LEVEL: 'verbose' })).toEqual([
    'fault: INTEGRATIONS_REGION must be a region of Google Cloud, such as europe-west1.',
    'fault: INTEGRATIONS_TRACING must be one of on, off.',
    'warning: LOG_LEVEL must be debug, info, warn or error; info is used.',
  ]);
});

it('a secret that brings its own trust is a fault of a project, and works on the own machine', () => {
  const environment = { ...ON, STRIPE_WEBHOOK_SECRET: `whsec_${'a'.repeat(32)}, local-testing:key` };
  expect(said({}, environment)).toEqual([
    expect.stringMatching(/^fault: STRIPE_WEBHOOK_SECRET begins with local-testing: and is for your own machine only/),
  ]);
  expect(said({}, environment, 'emulator')).toEqual([]);
});

describe('two settings of which one alone is read', () => {
  it.each<[object, Environment, string]>([
    [
      {},
      { ...ON, STRIPE_WEBHOOK_SECRET_NAME: 'n' },
      'STRIPE_WEBHOOK_SECRET and STRIPE_WEBHOOK_SECRET_NAME are both set',
    ],
    [
      {},
      { ...ON, STRIPE_API_KEY: 'k', STRIPE_API_KEY_NAME: 'n' },
      'STRIPE_API_KEY and STRIPE_API_KEY_NAME are both set',
    ],
    [
      { integrations: { stripe: { stripeWebhookSecretName: 'n' } } },
      ON,
      'STRIPE_WEBHOOK_SECRET and stripeWebhookSecretName in integrations.config.ts are both set, and only the first is',
    ],
    [
      {},
      { SHIPSTATION_KEYS_URL: 'https://api.shipengine.com/jwks', SHIPSTATION_WEBHOOK_SECRET: 'k' },
      'SHIPSTATION_KEYS_URL and SHIPSTATION_WEBHOOK_SECRET are both set',
    ],
  ])('%j with %j is a fault in a project', (options, environment, sentence) => {
    expect(said(options, environment)).toEqual([expect.stringContaining(`fault: ${sentence}`)]);
  });

  it('are none on one’s own machine, where a value stands in for a name', () => {
    const both = { ...ON, STRIPE_WEBHOOK_SECRET_NAME: 'stripe-webhook-secret' };
    expect(said({}, both, 'local')).toEqual([]);
    expect(said({}, both, 'emulator')).toEqual([]);
  });
});

it('an API key without a webhook secret is a fault, but not for the local host, which makes one', () => {
  const environment = { STRIPE_API_KEY: 'sk_test_1' };
  expect(said({}, environment)).toEqual([expect.stringContaining('stripe is configured without a webhook secret')]);
  expect(said({}, environment, 'local')).toEqual([]);
});

describe('a start', () => {
  it('is refused with all faults at once, and told of the warnings', () => {
    const misspelt: object = { regoin: 'x' };
    const config = defineBundle(misspelt, { STRIPE_WEBHOK_SECRET: 'whsec_1', SLACK_WEBHOOK_SECRET: '' });
    const warned: string[] = [];
    expect(() => requireSound(config, PROVIDERS, 'project', (sentence) => warned.push(sentence))).toThrow(
      expect.objectContaining({
        code: 'bundle/bad-config',
        message: [
          'The options of defineBundle: regoin is not one of its options; you probably mean region.',
          'STRIPE_WEBHOK_SECRET is read by nothing; you probably mean STRIPE_WEBHOOK_SECRET.',
        ].join('\n'),
      }),
    );
    expect(warned).toEqual([expect.stringContaining('SLACK_WEBHOOK_SECRET is empty')]);
  });

  it('never repeats a value', () => {
    const environment = {
      STRIPE_WEBHOK_SECRET: 'quoted',
      STRIPE_WEBHOOK_SECRET_NAME: 'quoted!',
      INTEGRATIONS_REGION: 'quoted',
    };
    expect(
      said({ integrations: { stripe: { enabled: 'quoted', stripeApiKey: ' ' } } }, environment).join(),
    ).not.toContain('quoted');
  });
});
