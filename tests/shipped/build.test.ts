import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { copyProject, type ProjectCopy } from '../project-copy.ts';

const CONFIG = 'functions/src/integrations.config.ts';

let project: ProjectCopy;
beforeAll(() => {
  project = copyProject();
});
afterAll(() => project.remove());
afterEach(() => {
  for (const file of ['.env', '.env.shop']) rmSync(path.join(project.root, 'functions', file), { force: true });
});

/** Checks the configuration as `npm run build` does before it bundles. */
function check(environment: Readonly<Record<string, string>> = {}): {
  readonly code: number | null;
  readonly said: string;
} {
  const script = `
    import { requireDeployable } from './scripts/lib/configuration.ts';
    try {
      await requireDeployable(process.cwd(), (sentence) => console.error('Warning: ' + sentence));
    } catch (error) {
      console.error(error.message);
      process.exitCode = 1;
    }`;
  return run(['--input-type=module', '-e', script], environment);
}

function run(words: readonly string[], env: Readonly<Record<string, string>> = {}): ReturnType<typeof check> {
  // Each run loads the same code of the project.
  const NODE_COMPILE_CACHE = path.join(project.root, '.compiled');
  const options = { cwd: project.root, env: { NODE_COMPILE_CACHE, ...env }, encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', ...words], options);
  return { code: status, said: stderr.trim() };
}

function configure(options: string): void {
  project.write(
    CONFIG,
    `import { defineBundle } from './core/config/bundle.ts';\nimport type { Provider } from './generated/providers.ts';\nexport const config = defineBundle<Provider>(${options});\n`,
  );
}

describe('the build, which runs no type check, refuses', () => {
  it.each([
    [`{ regoin: 'europe-west1' }`, 'regoin is not one of its options; you probably mean region.'],
    [`{ integrations: { stirpe: {} } }`, 'stirpe is not one of the integrations; you probably mean stripe.'],
    [`{ integrations: { stripe: { maxByte: 1 } } }`, 'maxByte is not one of its options; you probably mean maxBytes.'],
    [`{ integrations: { stripe: { tolerance: 1 } } }`, 'you probably mean toleranceSeconds.'],
    [`{ integrations: { twilio: { apiKey: 'k' } } }`, 'you probably mean twilioApiKey.'],
    [`{ integrations: { stripe: { enabled: 'yes' } } }`, 'enabled must be true or false.'],
  ])('the options %s', (options, sentence) => {
    configure(options);
    const { code, said } = run(['scripts/build.ts']);
    expect(code).toBe(1);
    expect(said).toMatch(/^The option[^\n]*$/);
    expect(said).toContain(sentence);
  });

  it.each([
    ['STRIPE_WEBHOK_SECRET=whsec_1234567890', 'you probably mean STRIPE_WEBHOOK_SECRET.'],
    [
      `STRIPE_WEBHOOK_SECRET=${['sk', 'test', '1234567890123456'].join('_')}`,
      'holds an API key, which signs no webhooks',
    ],
    ['TWILIO_WEBHOOK_SECRET=short', 'is not a Twilio auth token'],
    ['STRIPE_WEBHOOK_SECRET=whsec_1234567890\nSTRIPE_WEBHOOK_SECRET_NAME=stripe', 'are both set'],
    ['STRIPE_API_KEY=rk_1', 'stripe is configured without a webhook secret'],
  ])('in the dotenv file of the project that is deployed to: %s', (dotenv, sentence) => {
    configure('{}');
    project.write('functions/.env.shop', dotenv);
    const { code, said } = check({ GCLOUD_PROJECT: 'shop' });
    expect(code).toBe(1);
    expect(said).toContain(sentence);
    expect(check().code).toBe(0);
  });

  it('a webhook behind a gateway whose public URL nobody has said', () => {
    configure(`{ integrations: { twilio: { webhook: { invoker: ['gateway@'] } } } }`);
    const secret = 'TWILIO_WEBHOOK_SECRET_NAME=twilio';
    project.write('functions/.env.shop', secret);
    expect(check({ GCLOUD_PROJECT: 'shop' })).toMatchObject({
      code: 1,
      said: expect.stringContaining('set TWILIO_WEBHOOK_URL to the URL that is registered at twilio.'),
    });
    project.write('functions/.env.shop', `${secret}\nTWILIO_WEBHOOK_URL=https://hooks.example.com/twilio`);
    expect(check({ GCLOUD_PROJECT: 'shop' })).toEqual({ code: 0, said: '' });
  });
});

describe('the build', () => {
  it('warns of an empty variable and of a secret that can be guessed', () => {
    configure('{}');
    project.write('functions/.env', 'SLACK_WEBHOOK_SECRET=\nGITHUB_WEBHOOK_SECRET=hush\n');
    const { code, said } = check();
    expect(code).toBe(0);
    expect(said).toContain('Warning: SLACK_WEBHOOK_SECRET is empty and switches nothing on');
    expect(said).toContain('Warning: GITHUB_WEBHOOK_SECRET is shorter than 16 characters');
  });

  it('does not mind what is in the shell, which a deploy does not see', () => {
    configure('{}');
    expect(check({ GCLOUD_PROJECT: 'shop', STRIPE_API_KEY: 'rk_1', STRIPE_WEBHOK_SECRET: 'x' })).toEqual({
      code: 0,
      said: '',
    });
  });

  it('does not miss what another project’s file may hold', () => {
    configure('{}');
    project.write('functions/.env', 'STRIPE_API_KEY=rk_1\n');
    expect(check()).toEqual({ code: 0, said: '' });
  });
});
