import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/lib/bundle.ts';
import { codeBlocks } from '../code-blocks.ts';
import { copyProject, type ProjectCopy } from '../project-copy.ts';
import { manifestOf } from '../manifest/deployed-folder.ts';

const CONFIG = 'functions/src/integrations.config.ts';
const EXAMPLE = codeBlocks('deploy/functions.md').find(({ text }) => text.startsWith(`// ${CONFIG}\n`))?.text ?? '';
const ON = {
  GCLOUD_PROJECT: 'my-project',
  STRIPE_WEBHOOK_SECRET: 'whsec_1',
  STRIPE_API_KEY: 'sk_1',
  SLACK_WEBHOOK_SECRET: 'a'.repeat(32),
};

let project: ProjectCopy;
let functions: string;

beforeAll(() => {
  project = copyProject();
  functions = path.join(project.root, 'functions');
});

afterAll(() => project.remove());

/** Deploys the project with this configuration. */
async function deployed(config: string): Promise<ReturnType<typeof manifestOf>> {
  project.write(CONFIG, config);
  await bundle(project.root, path.join(functions, 'lib'), { on: ['slack', 'stripe'], sourceMaps: false });
  return manifestOf(functions, ON);
}

describe('the configuration that the guide to deploying shows', () => {
  let endpoints: Readonly<Record<string, object>> = {};

  beforeAll(async () => {
    endpoints = (await deployed(EXAMPLE)).manifest?.endpoints ?? {};
  }, 180_000);

  it('has every function run as an account of the project, with its labels', () => {
    // Those of two providers, and the three of durable sagas.
    expect(Object.keys(endpoints)).toHaveLength(10);
    for (const [name, endpoint] of Object.entries(endpoints)) {
      const account = name === 'stripe-webhook' ? 'integrations-door' : 'integrations';
      expect(endpoint).toMatchObject({
        serviceAccountEmail: `${account}@my-project.iam.gserviceaccount.com`,
        labels: { team: 'payments' },
      });
    }
  });

  it('keeps an instance of the one webhook that asks for it, and gives the one consumer memory and time', () => {
    expect(endpoints).toMatchObject({
      'stripe-webhook': { minInstances: 1, availableMemoryMb: 512, timeoutSeconds: 15, maxInstances: 40 },
      'stripe-onStripeEvent': { minInstances: null, availableMemoryMb: 1024, timeoutSeconds: 120 },
      'stripe-onDeadLetter': { minInstances: null, availableMemoryMb: 512, timeoutSeconds: 60 },
      'stripe-reconcile': { minInstances: null, availableMemoryMb: 512, timeoutSeconds: 540 },
      'slack-webhook': { minInstances: null, availableMemoryMb: 512, timeoutSeconds: 15 },
      'slack-onSlackEvent': { minInstances: null, availableMemoryMb: 512, timeoutSeconds: 60 },
    });
  });
});

it('an option that cannot work ends the deploy before it begins, and is named', { timeout: 180_000 }, async () => {
  const { manifest, failure } = await deployed(EXAMPLE.replace('minInstances: 1', 'minInstances: -1'));
  expect(manifest).toBeUndefined();
  expect(failure).toContain('The option webhook of stripe: minInstances must be a whole number of at least 0.');
});

it.each([
  [`{ regoin: 'europe-west1' }`, 'regoin is not one of its options; you probably mean region.'],
  [`{ integrations: { stirpe: {} } }`, 'stirpe is not one of the integrations; you probably mean stripe.'],
])(
  'the configuration %s ends the deploy, though no type check ran',
  { timeout: 180_000 },
  async (options, sentence) => {
    const { manifest, failure } = await deployed(
      `import { defineBundle } from './core/config/bundle.ts';\nexport const config = defineBundle(${options});\n`,
    );
    expect(manifest).toBeUndefined();
    expect(failure).toContain(sentence);
  },
);
