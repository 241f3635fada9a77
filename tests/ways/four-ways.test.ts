import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeBlocks } from '../code-blocks.ts';
import { preparedProject } from '../control-plane/prepared.ts';
import { FIREBASE_15 } from '../deploy/harness/firebase-clis.ts';
import { functionsIn } from '../deploy/harness/look.ts';
import { Operator } from '../deploy/harness/operator.ts';
import { describeDeploy } from '../deploy/harness/suite.ts';
import { Newcomer } from './newcomer.ts';

const shell = codeBlocks('package.md').flatMap(({ language, text }) => (language === 'sh' ? [text] : []));

/** The commands of docs/package.md that begin so. */
function documented(beginning: string): string {
  const found = shell.find((text) => text.startsWith(beginning));
  if (found === undefined) throw new Error(`docs/package.md has no commands that begin with ${beginning}.`);
  return found;
}

const SEND = documented('npm run send');

let newcomer: Newcomer;
beforeAll(async () => {
  newcomer = await Newcomer.arrive();
});
afterAll(() => newcomer[Symbol.asyncDispose]());

describe('a project', () => {
  let project: string;

  beforeAll(async () => {
    await newcomer.types(documented('npx --package integration-service integrations create'), newcomer.home);
    project = join(newcomer.home, 'my-webhooks');
  });

  it('has eight files of its owner, and what is generated', () => {
    const files = globSync('**/*', {
      cwd: project,
      withFileTypes: true,
      exclude: (entry) => entry.name === 'node_modules',
    })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(project.length + 1));
    const isGenerated = (file: string) => /generated\/|^functions\/(?:src\/)?package(?:-lock)?\.json$/.test(file);
    expect(files.filter((file) => !isGenerated(file)).toSorted()).toEqual([
      'README.md',
      'firebase.json',
      'functions/src/integrations.config.ts',
      'functions/src/sagas/stripe/latest-events.test.ts',
      'functions/src/sagas/stripe/latest-events.ts',
      'package-lock.json',
      'package.json',
      'tsconfig.json',
    ]);
    expect(existsSync(join(project, '.firebaserc'))).toBe(true);
  });

  it('installs the SDK of the integration that it uses, and no other', () => {
    const sdks = ['stripe', 'twilio', '@slack/bolt', '@shopify/shopify-api', '@paddle/paddle-node-sdk', 'resend'];
    expect(sdks.filter((name) => existsSync(join(project, 'node_modules', name)))).toEqual(['stripe']);
  });

  it('handles an event on this machine, serves the console, and has nothing for the doctor', async () => {
    const host = await newcomer.starts(project);
    try {
      const told = await newcomer.types(SEND, project, host.env);
      expect(told).toMatch(/handled +stripe-onStripeEvent, attempt 1\n +latestEvents\/KeepLatestEvents done/);
      const page = await fetch(`${host.consoleUrl}/assets/main.js`);
      expect(page.headers.get('content-type')).toContain('javascript');
      expect((await fetch(`${host.consoleUrl}/assets/styles.css`)).status).toBe(200);
      expect((await host.api('/api/integrations')).status).toBe(200);
      expect(await newcomer.types('npm run doctor', project, host.env)).toContain('Nothing to fix.');
    } finally {
      await host.end('SIGTERM');
    }
  });

  it('passes its own test and type check, and builds what is deployed', async () => {
    await newcomer.types('npm test && npm run types', project);
    const dotenv = join(project, 'functions', '.env.acme-prod');
    writeFileSync(dotenv, 'STRIPE_WEBHOOK_SECRET_NAME=stripe-webhook-secret\n');
    const built = await newcomer.types('npm run build', project, { GCLOUD_PROJECT: 'acme-prod' });
    rmSync(dotenv);
    expect(built).toContain('functions/lib/stripe-webhook.js');
    expect(built).not.toContain('vendor-rxjs');
    expect(existsSync(join(project, 'functions', 'lib', 'index.cjs'))).toBe(true);
  });

  it.each([
    ['an enum', 'export enum Colour { Red }', 'an object with "as const" in place of an enum'],
    [
      'a parameter property',
      'export class Box { constructor(readonly side: number) {} }',
      'assign it in the constructor',
    ],
  ])('says at once why it cannot run %s', async (_what, code, advice) => {
    const file = join(project, 'functions', 'src', 'sagas', 'stripe', 'colours.ts');
    writeFileSync(file, `${code}\n`);
    await expect(newcomer.types('npm run generate', project)).rejects.toThrow(advice);
    rmSync(file);
  });

  it('takes over a newer engine, which changes the lock file and nothing else of its owner', async () => {
    const before = ownFiles(project);
    newcomer.registry.release('integration-service', '0.2.99');
    await newcomer.types(documented('npm update'), project, { npm_config_prefer_offline: 'false' });
    const after = ownFiles(project);
    expect(after.get('package-lock.json')).toContain('integration-service/-/0.2.99.tgz');
    expect([...after].filter(([file, text]) => before.get(file) !== text).map(([file]) => file)).toEqual([
      'package-lock.json',
    ]);
  });
});

describeDeploy(
  'a function kit',
  () => {
    let operator: Operator;
    let source: string;
    const root = () => join(newcomer.home, 'app');
    const instance = 'integration-service';
    const kit = 'function-kits/integration-service';

    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(root(), file)), { recursive: true });
      writeFileSync(join(root(), file), text);
    };
    const entries = (): readonly object[] => JSON.parse(readFileSync(join(root(), 'firebase.json'), 'utf8')).functions;

    beforeAll(async () => {
      write(
        'firebase.json',
        JSON.stringify({ functions: [{ codebase: 'app', source: 'app' }], hosting: { public: 'www' } }),
      );
      write('app/package.json', '{}');
      source = join(root(), kit, 'source');
      operator = await Operator.of(
        preparedProject(),
        { root: root(), write, remove: () => undefined },
        newcomer.environment,
      );
      const install = documented('npx firebase-tools@15.34.2 functions:kits:install');
      const words = install.trim().split(' ').slice(2, -2);
      const { output, exitCode } = await operator.firebase(
        FIREBASE_15,
        ...words,
        '--non-interactive',
        '--force',
        '--no-configure',
      );
      expect(exitCode, output).toBe(0);
      await newcomer.types(documented('cd function-kits/integration-service/source'), root());
    });
    afterAll(() => operator[Symbol.asyncDispose]());

    it('leaves the other codebases and the hosting of the project alone', () => {
      expect(entries()[0]).toEqual({ codebase: 'app', source: 'app' });
      expect(JSON.parse(readFileSync(join(root(), 'firebase.json'), 'utf8')).hosting).toEqual({ public: 'www' });
      expect(entries()[1]).toMatchObject({
        kit: 'integration-service',
        source: `${kit}/source/functions`,
        instances: { [instance]: `${kit}/config-${instance}` },
        predeploy: [`npm --prefix ${kit}/source run build`, `npm --prefix ${kit}/source run delivery:predeploy`],
      });
    });

    it('handles an event on this machine', async () => {
      const host = await newcomer.starts(source);
      try {
        expect(await newcomer.types(SEND, source, host.env)).toMatch(/handled +stripe-onStripeEvent, attempt 1/);
      } finally {
        await host.end('SIGTERM');
      }
    });

    it('is deployed under its own names and in its own region, and so is a second instance', async () => {
      const { projectId } = operator.cloud;
      const [app, ours] = entries();
      const instances = { [instance]: `${kit}/config-${instance}`, blog: `${kit}/config-blog` };
      const whole = JSON.parse(readFileSync(join(root(), 'firebase.json'), 'utf8'));
      write('firebase.json', JSON.stringify({ ...whole, functions: [app, { ...ours, instances }] }));
      const regions = { [instance]: 'europe-west1', blog: 'us-east1' };
      for (const [name, region] of Object.entries(regions)) {
        write(
          `${kit}/config-${name}/.env.${projectId}`,
          `STRIPE_WEBHOOK_SECRET_NAME=stripe-webhook-secret\nFUNCTION_DEFAULT_REGION=${region}\n`,
        );
      }
      const { output, exitCode } = await operator.deploy(FIREBASE_15, `functions:${instance},functions:blog`);
      expect(exitCode, output).toBe(0);
      for (const [name, region] of Object.entries(regions)) {
        const deployed = functionsIn(operator.cloud, name);
        expect(deployed.map(({ id }) => id)).toEqual([
          `kit-${name}-stripe-onDeadLetter`,
          `kit-${name}-stripe-onStripeEvent`,
          `kit-${name}-stripe-webhook`,
        ]);
        const topic = `${name}-integration-stripe-events`;
        expect(deployed.map((one) => one.topic?.split('/').at(-1))).toEqual([`${topic}-dead-letter`, topic, undefined]);
        expect(output).toContain(`kit-${name}-stripe-webhook(${region})`);
      }
    });

    it('keeps the sagas of its owner when the last instance is uninstalled', async () => {
      for (const name of ['blog', instance]) {
        const words = ['functions:kits:uninstall', '--instance', name, '--project', operator.cloud.projectId];
        const { output, exitCode } = await operator.firebase(FIREBASE_15, ...words, '--force', '--non-interactive');
        expect(exitCode, output).toBe(0);
      }
      expect(entries()).toEqual([{ codebase: 'app', source: 'app' }]);
      expect(existsSync(join(source, 'functions', 'src', 'sagas', 'stripe', 'latest-events.ts'))).toBe(true);
    });
  },
  [FIREBASE_15],
);

/** The files of a project that are its owner's, and its lock file, by their paths. */
function ownFiles(project: string): ReadonlyMap<string, string> {
  const files = globSync('{*,.firebaserc,functions/src/*.ts,functions/src/sagas/**/*.ts}', {
    cwd: project,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [file.slice(project.length + 1), readFileSync(file, 'utf8')]));
}
