import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle, type BundleFile, type BundleOptions } from '../../scripts/lib/bundle.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** The functions folder as it is deployed, in a temporary place where no other package can be found. */
export interface DeployedFolder extends Disposable {
  readonly folder: string;
  readonly files: readonly BundleFile[];
}

type Environment = Readonly<Record<string, string>>;

/** Builds the bundle, without source maps, since nothing here reads them. */
export async function deployedFolder(options?: Omit<BundleOptions, 'sourceMaps'>): Promise<DeployedFolder> {
  const folder = mkdtempSync(path.join(tmpdir(), 'functions-'));
  const files = await bundle(ROOT, path.join(folder, 'lib'), { ...options, sourceMaps: false });
  writeFileSync(path.join(folder, 'package.json'), readFileSync(path.join(ROOT, 'functions', 'package.json')));
  return { folder, files, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

/** The deploy manifest, made as firebase-tools makes it; or what the loader printed where it failed. */
export function manifestOf(
  folder: string,
  environment: Environment,
): { manifest?: Manifest; warnings?: string; failure?: string } {
  const output = path.join(folder, 'manifest.json');
  const loader = path.join(ROOT, 'node_modules', 'firebase-functions', 'lib', 'bin', 'firebase-functions.js');
  const { status, stderr } = spawnSync(process.execPath, [loader], {
    cwd: folder,
    env: { ...environment, FUNCTIONS_CONTROL_API: 'true', FUNCTIONS_MANIFEST_OUTPUT_PATH: output },
    encoding: 'utf8',
  });
  if (status !== 0) return { failure: stderr };
  return { manifest: JSON.parse(readFileSync(output, 'utf8')), warnings: stderr };
}

export interface Manifest {
  readonly endpoints: Readonly<Record<string, Endpoint>>;
}

export interface Endpoint {
  readonly availableMemoryMb: number | null;
  readonly concurrency: number | null;
  readonly timeoutSeconds: number | null;
  readonly maxInstances: number | null;
  readonly httpsTrigger?: { readonly invoker: readonly string[] };
  readonly scheduleTrigger?: { readonly schedule: string };
  readonly eventTrigger?: { readonly eventFilters: { readonly topic: string }; readonly retry: boolean };
}

/**
 * Runs a script in the folder and returns what it prints.
 * @param script CommonJS; `bundle` is what lib/index.cjs exports, `loaded()` the names of the files of lib loaded so far.
 */
export function runInBundle(folder: string, script: string, environment: Environment = {}): string {
  const prelude = `
    const path = require('node:path');
    const bundle = require(${JSON.stringify(path.join(folder, 'lib', 'index.cjs'))});
    const loaded = () => Object.keys(require.cache).filter((file) => file.includes('lib' + path.sep)).map((file) => path.basename(file)).sort();
    const load = (file, name) => require(${JSON.stringify(`${path.join(folder, 'lib')}${path.sep}`)} + file).packages[name]();
  `;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', `${prelude}\n${script}`], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
