import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inject } from 'vitest';
import { ControlPlane } from '../../control-plane/control-plane.ts';
import type { Cloud } from '../../control-plane/cloud.ts';
import { copyAgain, copyProject, type ProjectCopy } from '../../project-copy.ts';
import { build, DEPLOYED_FROM, STRIPE_ON } from './built-project.ts';
import { programOf, type FirebaseCli } from './firebase-clis.ts';
import { runNode, type Finished } from './processes.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const REROUTE = pathToFileURL(join(ROOT, 'tests', 'control-plane', 'reroute.ts')).href;

/**
 * Somebody who deploys this project, from a folder and their own home, signed in with a service account's key:
 * whatever they run reaches the control plane in place of Google, and nothing else.
 */
export class Operator implements AsyncDisposable {
  readonly plane: ControlPlane;
  readonly #project: ProjectCopy;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(plane: ControlPlane, project: ProjectCopy, environment: Readonly<Record<string, string>>) {
    this.plane = plane;
    this.#project = project;
    const home = environment['HOME'] ?? join(project.root, '.home');
    mkdirSync(home, { recursive: true });
    this.#environment = {
      PATH: [join(ROOT, 'node_modules', '.bin'), process.env['PATH']].join(':'),
      HOME: home,
      NO_COLOR: '1',
      NODE_COMPILE_CACHE: join(project.root, '.compiled'),
      NO_UPDATE_NOTIFIER: '1',
      npm_config_update_notifier: 'false',
      npm_config_registry: 'http://packages.invalid',
      ...environment,
      ...this.rerouted,
      GOOGLE_APPLICATION_CREDENTIALS: join(home, 'key.json'),
    };
    writeFileSync(join(home, 'key.json'), JSON.stringify(keyOf(plane.cloud)));
  }

  /**
   * Somebody whose project is built, with Stripe on, and whose deploys do not build it again.
   * @param dotenv The content of `functions/.env.<project>`.
   */
  static async at(cloud: Cloud, dotenv = STRIPE_ON): Promise<Operator> {
    const built = inject('builtProject');
    if (built === undefined) throw new Error('Nothing was built, since there is no Firebase CLI.');
    const operator = await Operator.of(cloud, copyAgain(built));
    operator.configure(dotenv);
    return operator;
  }

  /** Somebody who has the sources, and whose deploys run the hooks of `firebase.json` as they are. */
  static async ofSources(cloud: Cloud, environment: Readonly<Record<string, string>> = {}): Promise<Operator> {
    const operator = await Operator.of(cloud, copyProject(DEPLOYED_FROM), environment);
    operator.configure(STRIPE_ON);
    return operator;
  }

  /** Somebody who deploys another project. @param environment What is different in it. */
  static async of(
    cloud: Cloud,
    project: ProjectCopy,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Operator> {
    return new Operator(await ControlPlane.start(cloud), project, environment);
  }

  /** What makes a process reach the control plane in place of Google. */
  get rerouted(): Readonly<Record<string, string>> {
    return {
      NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import=${REROUTE}`,
      CONTROL_PLANE_PORT: `${this.plane.port}`,
    };
  }

  get cloud(): Cloud {
    return this.plane.cloud;
  }

  /** Writes `functions/.env.<project>`. */
  configure(dotenv: string): void {
    this.#project.write(`functions/.env.${this.cloud.projectId}`, dotenv);
  }

  /** Writes another file of the project, by its path from the root. */
  write(file: string, text: string): void {
    this.#project.write(file, text);
  }

  /** Builds after a change of what is deployed. */
  build(): Promise<void> {
    return build(this.#project.root, this.cloud.projectId);
  }

  /** Deploys without a terminal, with the hooks of `firebase.json`. */
  deploy(cli: FirebaseCli, only = 'functions'): Promise<Finished> {
    const words = ['deploy', '--only', only, '--project', this.cloud.projectId, '--force', '--non-interactive'];
    return this.firebase(cli, ...words);
  }

  /** Runs `firebase …`. */
  firebase(cli: FirebaseCli, ...words: readonly string[]): Promise<Finished> {
    return runNode([programOf(cli), ...words], this.#project.root, this.#environment);
  }

  /** Runs `npx integrations …`. */
  integrations(...words: readonly string[]): Promise<Finished> {
    return runNode(['scripts/integrations.mjs', ...words], this.#project.root, this.#environment);
  }

  /** The same, with a secret piped in. */
  integrationsWith(input: string, ...words: readonly string[]): Promise<Finished> {
    return runNode(['scripts/integrations.mjs', ...words], this.#project.root, this.#environment, input);
  }

  /** How another program starts `npx integrations …` as this operator. */
  startOf(...words: readonly string[]) {
    const args = ['scripts/integrations.mjs', ...words];
    return { command: process.execPath, args, cwd: this.#project.root, env: { ...this.#environment } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.plane[Symbol.asyncDispose]();
    this.#project.remove();
  }
}

/** A key of the account that deploys. Its token comes from the control plane, which does not look at the signature. */
function keyOf({ projectId }: Cloud): object {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    type: 'service_account',
    project_id: projectId,
    private_key_id: '1',
    private_key: privateKey,
    client_email: `deployer@${projectId}.iam.gserviceaccount.com`,
    client_id: '1',
    token_uri: 'https://oauth2.googleapis.com/token',
  };
}
