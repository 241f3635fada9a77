import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { discover } from '../../generator/generate.ts';
import { readSources } from '../../generator/tree.ts';
import { useCaseNames } from '../../ops/scaffold/names.ts';
import { sagaFiles } from '../../ops/scaffold/saga.ts';
import { writeNew } from '../../ops/scaffold/write.ts';
import { runProgram, startHost, type RunningHost } from '../../ops/testing/running-host.ts';
import { codeBlocks } from '../code-blocks.ts';
import { copyProject, type ProjectCopy } from '../project-copy.ts';

/** What tests and formatting need beside the sources. */
const FOR_TESTS = [
  'functions/src/testing',
  'tests/no-outside.ts',
  'tests/same-environment.ts',
  'tests/vectors.ts',
  'tests/waiting-first.ts',
  'vitest.config.ts',
  '.oxfmtrc.json',
  'package-lock.json',
];
const PATIENCE = { timeout: 300_000 };

/** A user's own instance, one whose events say their type and one whose events do not. */
const CONFIGURATION = `import { defineBundle, hmac, type Provider } from 'integration-service/config';

export const config = defineBundle<Provider>({
  instances: {
    hooli: {
      scheme: hmac({ headers: { 'x-hooli-signature': 'sha256={signature}' } }),
      places: { id: '/id', type: '/event', list: '/events' },
    },
    initech: { scheme: hmac({ headers: { 'x-initech-signature': '{signature}' } }) },
  },
});
`;

const COMMANDS = codeBlocks('adding-an-integration.md')
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'));

let project: ProjectCopy;
/** What all commands run with: they load the same code of the project. */
let environment: Readonly<Record<string, string>>;
beforeAll(() => {
  project = copyProject(FOR_TESTS);
  environment = { NODE_COMPILE_CACHE: join(project.root, '.compiled') };
});
afterAll(() => project.remove());

/** The commands of the guide, in its order. `npm start` keeps running: what follows is sent to it. */
describe('the guide to a new integration, as it is written', () => {
  let host: RunningHost | undefined;
  afterAll(() => host?.end('SIGTERM'));

  it.each(COMMANDS)('%s', { timeout: 300_000 }, async (command) => {
    if (command === 'npm start') {
      const env = { LOCAL_STATE_DIR: join(project.root, '.local'), GCLOUD_PROJECT: 'demo-scaffold' };
      host = await startHost(env, project.root);
      expect(host.endpoints).toHaveProperty('acme-webhook');
      return;
    }
    const { status, output } = shell(command, host?.env);
    expect(output).not.toMatch(/^No test files found/m);
    expect({ status, output }).toMatchObject({ status: 0 });
  });

  it('leaves the functions, the tests and the page that it promises', () => {
    const generated = readFileSync(join(project.root, 'functions/src/generated/acme.ts'), 'utf8');
    const functions = [...generated.matchAll(/^export const (\w+) = /gm)].map(([, name]) => name);
    expect(functions).toEqual(['webhook', 'onAcmeEvent', 'onDeadLetter']);
    expect(readdirSync(join(project.root, 'functions/src/integrations/acme'))).toEqual([
      'README.md',
      'event.ts',
      'index.test.ts',
      'index.ts',
      'samples.ts',
    ]);
    expect(existsSync(join(project.root, 'functions/src/sagas/acme/paid-orders.test.ts'))).toBe(true);
  });
});

/** Every provider and the two instances. */
const WITH_SAGAS = Object.keys(catalog).length + 2;

describe('what is scaffolded', () => {
  beforeAll(async () => {
    await integrations('new', 'integration', 'aProviderOfSomeLongName');
    for (const source of discover(readSources(join(import.meta.dirname, '..', '..', 'functions', 'src')))) {
      const entry = Object.values(catalog).find(({ provider }) => provider === source.provider);
      const [type = ''] = (await entry?.samples())?.types ?? [];
      writeNew(project.root, sagaFiles(source, useCaseNames('scaffolded-one'), type));
    }
    project.write('functions/src/integrations.config.ts', CONFIGURATION);
    for (const words of [
      ['hooli', 'scaffolded-one', '--type', 'order.paid'],
      ['initech', 'scaffolded-one'],
    ]) {
      expect(await integrations('new', 'saga', ...words)).toMatchObject({ code: 0 });
    }
    expect(await integrations('generate')).toMatchObject({ code: 0 });
  }, 180_000);

  it('type-checks for every provider, whatever its name and its types are', PATIENCE, () => {
    const include = [
      'functions/src/generated',
      'functions/src/integrations/{acme,aProvider}*',
      'functions/src/sagas/*/scaffolded-one*',
    ];
    const files = include.flatMap((pattern) => globSync(`${pattern}/**/*.ts`, { cwd: project.root }));
    expect(files.length).toBeGreaterThan(20);
    const sagas = globSync('functions/src/sagas/*/scaffolded-one*.ts', { cwd: project.root });
    expect(sagas).toHaveLength(2 * WITH_SAGAS);
    const config = { extends: './tsconfig.json', include: undefined, files: [...files, ...sagas] };
    project.write('tsconfig.scaffold.json', JSON.stringify(config));
    expect(shell('npx tsc -p tsconfig.scaffold.json')).toEqual({ status: 0, output: '' });
  });

  it('passes the lint rules and is formatted', PATIENCE, () => {
    const folders = 'functions/src/integrations/aProvider* functions/src/integrations/acme functions/src/sagas';
    expect(shell(`npx oxlint --quiet ${folders}`)).toMatchObject({ status: 0 });
    expect(shell(`npx oxfmt --check ${folders}`)).toMatchObject({ status: 0 });
  });

  it('passes its own tests, for every provider', { timeout: 300_000 }, () => {
    const { status, output } = shell('npm test -- scaffolded-one aProviderOf');
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(output).toContain(`${WITH_SAGAS + 1} passed (${WITH_SAGAS + 1})`);
  });
});

/** What is refused before anything is written, and the sentence that says why. */
const REFUSED: readonly (readonly [words: readonly string[], sentence: RegExp])[] = [
  [['integration', 'Acme-Shop'], /cannot be called "Acme-Shop"\. Choose a camelCase word/],
  [['integration', 'delete'], /cannot be called "delete"/],
  [['integration', 'aVeryLongNameOfSomeFakeProvider'], /at most 27 letters/],
  [['integration', 'Shop'], /"Shop" must begin with a lower-case letter/],
  [['integration', 'stripE'], /The integration stripe already exists/],
  [['integration'], /Name the provider in camelCase/],
  [['saga', 'nope', 'x'], /There is no integration nope\. Choose from: .*stripe/],
  [['saga', 'stripe', 'UnpaidOrders'], /in kebab-case: unpaid-orders, not "UnpaidOrders"/],
  [['saga', 'stripe', 'delete'], /is a reserved word/],
  [['saga', 'stripe', 'x', '--type', 'no.such'], /There is no sample of no\.such\. Choose from: .*invoice\.paid/],
  [['saga', 'hooli', 'x'], /Name the type of hooli event that it handles: --type order\.paid/],
  [['saga', 'initech', 'x', '--type', 'order.paid'], /all of them are untyped: leave out --type/],
  [['saga', 'stripe', 'customers'], /customers\.ts already exists; nothing was written/],
];

/** Runs commands of the program one after the other in one process: starting it takes longer than most of them. */
const ALL_AT_ONCE = `
  import { keepingTerminal } from './ops/cli/keeping-terminal.ts';
  import { runProgram } from './ops/cli/program.ts';
  const results = [];
  for (const words of JSON.parse(process.argv[1])) {
    const terminal = keepingTerminal(async () => false);
    const code = await runProgram(words, terminal);
    results.push({ code, output: [...terminal.printed, ...terminal.told].join('\\n') });
  }
  console.log(JSON.stringify(results));`;

describe('a name that cannot be', () => {
  let results: readonly { readonly code: number; readonly output: string }[] = [];
  let written: readonly string[] = [];
  const sources = () => globSync('functions/src/**/*', { cwd: project.root });

  beforeAll(() => {
    written = sources();
    const commands = JSON.stringify(REFUSED.map(([words]) => ['new', ...words]));
    const script = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', ALL_AT_ONCE, commands];
    const { stdout } = spawnSync(process.execPath, script, { cwd: project.root, encoding: 'utf8' });
    results = JSON.parse(stdout);
  }, 120_000);

  it.each(REFUSED.map(([words, sentence], index) => [words, sentence, index] as const))(
    '%j is told in a sentence',
    (_words, sentence, index) => {
      expect(results[index]?.output).toMatch(sentence);
      expect(results[index]?.code).toBe(2);
    },
  );

  it('writes nothing', () => {
    expect(sources()).toEqual(written);
  });
});

function integrations(...words: readonly string[]) {
  return runProgram('ops/cli.ts', words, environment, project.root);
}

/** Runs a line as a user would, in the project. */
function shell(command: string, env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(command, {
    cwd: project.root,
    shell: true,
    encoding: 'utf8',
    // What npm says of its own configuration is not ours.
    env: { ...process.env, ...environment, NO_COLOR: '1', npm_config_loglevel: 'silent', ...env },
  });
  return { status, output: (stdout + stderr).trim() };
}
