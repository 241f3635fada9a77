import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../emulators/harness/emulator.ts';
import { deployedEnvironment, frameworkProgram, type DeployedAs, type FrameworkVersion } from './frameworks.ts';

interface DeployedFunctionOptions extends Omit<DeployedAs, 'port' | 'project'> {
  readonly framework: FrameworkVersion;
  /** The functions folder. */
  readonly source: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a container printed, as Cloud Logging takes it: each line is an entry. */
export interface Printed {
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** An instance of a function, in its own process with the environment that it has in the cloud. */
export class DeployedFunction {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #stdout: Promise<string>;
  readonly #stderr: Promise<string>;

  private constructor(child: ChildProcess, port: number) {
    this.port = port;
    this.#child = child;
    this.#stdout = child.stdout === null ? Promise.resolve('') : text(child.stdout);
    this.#stderr = child.stderr === null ? Promise.resolve('') : text(child.stderr);
  }

  static async start(options: DeployedFunctionOptions): Promise<DeployedFunction> {
    const { framework, source, environment = {}, ...deployed } = options;
    const port = await freePort();
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, ...deployedEnvironment({ ...deployed, port, project: 'demo' }), ...environment };
    const child = spawn(process.execPath, [frameworkProgram(framework), `--source=${source}`], {
      cwd: source,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new DeployedFunction(child, port);
    while (!(await isListening(port))) {
      if (child.exitCode !== null) throw new Error(`It did not start:\n${await started.#stderr}`);
      await delay(10);
    }
    return started;
  }

  /** Delivers a Pub/Sub message as Eventarc does. @returns the status of the answer. */
  async deliver(message: object): Promise<number> {
    const { status } = await fetch(`http://127.0.0.1:${this.port}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'ce-specversion': '1.0',
        'ce-id': '1',
        'ce-source': '//pubsub.googleapis.com/projects/demo/topics/integration-stripe-events',
        'ce-type': 'google.cloud.pubsub.topic.v1.messagePublished',
      },
      body: JSON.stringify({ message, subscription: 'projects/demo/subscriptions/eventarc' }),
    });
    return status;
  }

  get(url: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${url}`);
  }

  /** Waits until it ends by itself. */
  async exitCode(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  /** Ends it as Cloud Run does, and returns all that it printed. */
  async stop(): Promise<Printed> {
    if (this.#child.exitCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await ended;
    }
    return { stdout: linesOf(await this.#stdout), stderr: linesOf(await this.#stderr) };
  }
}

function linesOf(printed: string): readonly string[] {
  return printed.split('\n').filter((line) => line !== '');
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
