import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { requireLoadable } from '../scripts/lib/loadable.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';

const FILE = 'functions/src/sagas/stripe/broken.ts';
const OTHER = 'functions/src/sagas/stripe/';
const others = [`${OTHER}x1.ts`, `${OTHER}x2.ts`, `${OTHER}x3.ts`] as const;
const SAGA = `import { EMPTY } from 'rxjs';\nimport { saga } from '../../core/logic/saga.ts';\n`;
const END = '\nexport const broken = saga(() => EMPTY);\n';
const THROWS = `${SAGA}\nif (!process.env['MY_REGION']) throw new Error('MY_REGION is not set.');${END}`;
const THROWN = `${FILE}:4 throws while it is loaded: MY_REGION is not set. What a file does outside`;

let project: ProjectCopy;

beforeAll(() => {
  project = copyProject();
  project.write('functions/.env.acme-prod', `STRIPE_WEBHOOK_SECRET=whsec_${'a'.repeat(32)}\n`);
});
afterEach(() => {
  for (const file of [FILE, ...others, 'functions/.env']) rmSync(join(project.root, file), { force: true });
  vi.unstubAllEnvs();
});
afterAll(() => project.remove());

interface Ended {
  readonly name: string;
  readonly failed: boolean;
  readonly output: string;
}

function run(name: string, words: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const NODE_COMPILE_CACHE = join(project.root, '.compiled');
  const options = {
    cwd: project.root,
    timeout: 120_000,
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE, ...env },
  };
  const args = ['--disable-warning=ExperimentalWarning', ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) =>
      resolve({ name, failed: error?.code === 1, output: `${stdout}${stderr}` }),
    );
  });
}

const COMMANDS = {
  generate: () => run('generate', ['generator/cli.ts']),
  start: () => run('npm start', ['ops/cli.ts', 'start'], { LOCAL_STATE_DIR: join(project.root, '.local') }),
  build: () => run('build', ['scripts/build.ts'], { GCLOUD_PROJECT: 'acme-prod' }),
  doctor: () => run('doctor', ['ops/cli.ts', 'doctor']),
};

/** Whoever writes a saga that cannot be loaded is told where, and sees no stack trace. */
async function expectSentences(sentences: readonly string[], commands: readonly (keyof typeof COMMANDS)[]) {
  for (const ended of await Promise.all(commands.map((name) => COMMANDS[name]()))) {
    for (const sentence of sentences) expect(ended).toMatchObject({ output: expect.stringContaining(sentence) });
    expect(ended).toMatchObject({ failed: true, output: expect.not.stringMatching(/^\s+at .*:\d+:\d+/m) });
  }
}

it('a saga that throws while it is loaded is told by a start and by a build', { timeout: 180_000 }, async () => {
  project.write(FILE, THROWS);
  await expectSentences([THROWN], ['start', 'build']);
});

it(
  'the doctor tells of every file that cannot be loaded, even of one that ends the process',
  { timeout: 180_000 },
  async () => {
    project.write(FILE, THROWS);
    project.write(
      others[0],
      `${SAGA}import { x } from 'not-installed';\nx();\nexport const other1 = saga(() => EMPTY);\n`,
    );
    project.write(
      others[1],
      `${SAGA}import { nothing } from '../../core/logic/task.ts';\nnothing();\nexport const other2 = saga(() => EMPTY);\n`,
    );
    project.write(others[2], `${SAGA}process.exit(0);\nexport const other3 = saga(() => EMPTY);\n`);
    const sentences = [
      THROWN,
      `${others[0]} imports the package not-installed, which is not installed`,
      `${others[1]}:3 cannot be loaded: `,
      `${others[2]} ends the process while it is loaded`,
    ];
    await expectSentences(sentences, ['doctor']);
  },
);

it('an import of a file that is not there is told by everything that generates', { timeout: 180_000 }, async () => {
  project.write(FILE, `${SAGA}import { x } from './gone.ts';\nx();${END}`);
  const sentence = `${FILE} imports functions/src/sagas/stripe/gone.ts, which does not exist.`;
  await expectSentences([sentence], ['generate', 'start']);
});

it('what a build for no project in particular lacks is a warning, and nothing where the files have it', async () => {
  project.write(FILE, THROWS);
  const warnings: string[] = [];
  const load = () => requireLoadable(project.root, ['stripe'], (sentence) => warnings.push(sentence));

  vi.stubEnv('GCLOUD_PROJECT', 'acme-prod');
  await expect(load()).rejects.toThrow(THROWN);
  vi.stubEnv('GCLOUD_PROJECT', undefined);
  await load();
  expect(warnings).toEqual([expect.stringContaining(THROWN)]);

  project.write('functions/.env', 'MY_REGION=eu\n');
  vi.stubEnv('GCLOUD_PROJECT', 'acme-prod');
  await load();
  expect(warnings).toHaveLength(1);
});
