import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../tests/emulators/harness/emulator.ts';
import { deployedEnvironment, frameworkProgram } from '../../tests/framework/frameworks.ts';
import { cpuMsOf, rssMbOf } from './process-usage.ts';
import { Wire } from './wire.ts';

export const ROOT = path.join(import.meta.dirname, '..', '..');
const START_DEADLINE_MS = 30_000;
/**
 * What Node takes as its heap's limit on an instance of 512 MiB, which webhook functions have by default. Without it, the heap
 * grows as this machine's memory lets it, and garbage is what a resident size shows.
 */
const INSTANCE_HEAP = '--max-heap-size=259';

/** One function as the functions framework starts it. */
export interface Deployed {
  readonly name: string;
  /** Folder with a package.json. */
  readonly source: string;
  /** `stripe.webhook` */
  readonly target: string;
  readonly signature?: 'http' | 'cloudevent';
  readonly environment?: Readonly<Record<string, string>>;
  /** Takes what it logs; nothing does if it is left out. */
  readonly logFile?: string;
}

/** What a start cost, up to the first answer. */
export interface ColdStart {
  /** From the start of the process to the first answer, in milliseconds. */
  readonly ms: number;
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** An instance of a function: one process of the functions framework, as Cloud Run starts it. */
export class FrameworkProcess {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Starts a process and resolves when it takes connections. */
  static async start(deployed: Deployed): Promise<FrameworkProcess> {
    const { source, target, signature = 'http', environment = {}, logFile } = deployed;
    const port = await freePort();
    const { PATH = '', HOME = '' } = process.env;
    const contract = deployedEnvironment({ target, signature, port, project: 'bench' });
    const env = { PATH, HOME, NODE_OPTIONS: INSTANCE_HEAP, ...contract, ...environment };
    const log = logFile === undefined ? 'ignore' : openSync(logFile, 'w');
    const stdio: StdioOptions = ['ignore', log, 'ignore'];
    const child = spawn(process.execPath, [frameworkProgram('5.0.5'), `--source=${source}`], {
      env,
      cwd: source,
      stdio,
    });
    if (typeof log === 'number') closeSync(log);
    const started = new FrameworkProcess(child, port);
    await started.#untilListening(deployed.name);
    return started;
  }

  /** Starts a process, sends it one request and ends it. @throws {Error} if the answer is not a success. */
  static async coldStart(deployed: Deployed, request: Buffer): Promise<ColdStart> {
    const startedAt = performance.now();
    const started = await FrameworkProcess.start(deployed);
    try {
      const wire = await Wire.open(started.port);
      const status = await wire.send(request);
      const ms = performance.now() - startedAt;
      if (status >= 300) throw new Error(`${deployed.name} answered ${status}.`);
      wire.close();
      return { ms, cpuMs: started.cpuMs(), rssMb: started.rssMb() };
    } finally {
      await started.stop();
    }
  }

  /** CPU time of all its threads so far, in milliseconds. */
  cpuMs(): number {
    return cpuMsOf(this.#child.pid);
  }

  /** Resident size in MB. */
  rssMb(): number {
    return rssMbOf(this.#child.pid);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  async #untilListening(name: string): Promise<void> {
    const deadline = performance.now() + START_DEADLINE_MS;
    while (!(await isListening(this.port))) {
      if (this.#child.exitCode !== null || performance.now() > deadline) {
        await this.stop();
        throw new Error(`${name} did not start.`);
      }
      await delay(1);
    }
  }
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
