import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startHost, type RunningHost } from '../../ops/testing/running-host.ts';
import { packedEngine } from '../second-codebase/packed-engine.ts';
import { Registry } from './registry.ts';

/** Somebody with an empty home, Node, npm and a registry. */
export class Newcomer implements AsyncDisposable {
  readonly home = mkdtempSync(join(tmpdir(), 'newcomer-'));
  readonly registry: Registry;

  private constructor(registry: Registry) {
    this.registry = registry;
  }

  static async arrive(): Promise<Newcomer> {
    const folder = mkdtempSync(join(tmpdir(), 'packed-'));
    // The registry reads the tarball when it is asked for it.
    const newcomer = new Newcomer(await Registry.start(packedEngine(folder)));
    newcomer.#folders.push(folder);
    mkdirSync(join(newcomer.home, 'tmp'));
    return newcomer;
  }

  readonly #folders: string[] = [this.home];

  get environment(): Readonly<Record<string, string>> {
    return {
      // The Node that runs the tests is the cloud's; npm comes with the machine.
      PATH: [dirname(process.execPath), process.env['PATH']].join(':'),
      HOME: this.home,
      CI: 'true',
      NO_COLOR: '1',
      NO_UPDATE_NOTIFIER: '1',
      npm_config_registry: this.registry.url,
      npm_config_cache: join(this.home, '.npm'),
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_yes: 'true',
      npm_config_prefer_offline: 'true',
      npm_config_update_notifier: 'false',
    };
  }

  /** Types commands into a shell. @returns what they print. @throws with that, if one of them fails. */
  async types(commands: string, folder: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const child = spawn('bash', ['-e', '-c', commands], {
      cwd: folder,
      env: { ...this.environment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += String(text)));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`${commands} ends with ${code}:\n${output}`);
    return output;
  }

  /** `npm start` in a project, on free ports. */
  starts(project: string): Promise<RunningHost> {
    const manifest: { readonly scripts: { readonly start: string } } = JSON.parse(
      readFileSync(join(project, 'package.json'), 'utf8'),
    );
    const [, ...words] = manifest.scripts.start.split(' ');
    const program = join('node_modules', 'integration-service', 'scripts', 'integrations.mjs');
    return startHost({ ...this.environment, LOG_LEVEL: 'warn' }, project, [program, ...words]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.registry[Symbol.asyncDispose]();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}
