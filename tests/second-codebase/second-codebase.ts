import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import project from '../../package.json' with { type: 'json' };
import { packedEngine } from './packed-engine.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The saga of the README, as its reader copies it. */
const SAGA = /^```ts\n(.*?class EndAccess .*?)^```$/ms.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1] ?? '';

/** Everything that a codebase needs to handle the events that another one publishes, by paths from its root. */
export const FILES: Readonly<Record<string, string>> = {
  'firebase.json': JSON.stringify({ functions: [{ source: 'functions', codebase: 'shop' }] }),
  'functions/package.json': JSON.stringify({
    name: 'shop',
    private: true,
    type: 'module',
    main: 'lib/index.js',
    dependencies: {
      'firebase-functions': project.devDependencies['firebase-functions'],
      'integration-service': project.version,
      rxjs: project.dependencies.rxjs,
      stripe: project.dependencies.stripe,
    },
  }),
  'functions/tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'ES2024',
      module: 'NodeNext',
      types: ['node'],
      strict: true,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
      rootDir: 'src',
      outDir: 'lib',
    },
    include: ['src'],
  }),
  'functions/src/integrations.config.ts': `import { defineBundle } from 'integration-service/config';

export const config = defineBundle({ scope: 'shop', listensTo: '' });
`,
  'functions/src/sagas/stripe/end-access.ts': SAGA,
  'functions/src/index.ts': `export * from './generated/index.ts';
`,
};

/** A codebase in a temporary folder that depends on the packed engine. */
export interface SecondCodebase extends Disposable {
  /** Its functions folder, as a deploy uploads it. */
  readonly functions: string;
  /** Writes a file of it, by its path from the root. */
  write(file: string, text: string): void;
  /** Compiles it. @returns what the compiler says; nothing if it is satisfied. */
  compile(): string;
  /** Runs a module in it. @returns what it prints. */
  run(source: string): string;
}

/** Packs the engine, installs it, and has it generate the functions. The other dependencies are those of this project. */
export function secondCodebase(): SecondCodebase {
  const root = mkdtempSync(join(tmpdir(), 'second-codebase-'));
  const functions = join(root, 'functions');
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [file, text] of Object.entries(FILES)) write(file, text);
  install(join(functions, 'node_modules'), packedEngine(root));
  const program = join(functions, 'node_modules', 'integration-service', 'scripts', 'integrations.mjs');
  execFileSync(process.execPath, [program, 'generate', '--codebase', 'shop'], { cwd: root });
  return {
    functions,
    write,
    compile: () => {
      const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', '.'], {
        cwd: functions,
        encoding: 'utf8',
      });
      return stdout + stderr;
    },
    run: (source) => {
      const args = ['--input-type=module', '--eval', source];
      const env = { ...process.env, NODE_OPTIONS: '' };
      return execFileSync(process.execPath, args, { cwd: functions, env, encoding: 'utf8' });
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

function install(modules: string, tarball: string): void {
  mkdirSync(join(modules, 'integration-service'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name.startsWith('integration-service')) continue;
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  // As npm unpacks it: without the folder that every tarball begins with.
  execFileSync('tar', ['-xzf', tarball, '-C', join(modules, 'integration-service'), '--strip-components=1']);
}
