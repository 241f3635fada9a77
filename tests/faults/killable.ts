import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** A program that can be killed without warning and started again. */
export class Killable {
  readonly #start: () => ChildProcess;
  readonly #readyUrl: string;
  #child: ChildProcess | undefined;
  #printed = '';
  /** Where the print of its present life begins. */
  #begun = 0;
  kills = 0;

  /** @param readyUrl Answers, with whatever status, once the program is ready. */
  constructor(args: readonly string[], environment: NodeJS.ProcessEnv, cwd: string, readyUrl: string) {
    this.#readyUrl = readyUrl;
    this.#start = () =>
      spawn(process.execPath, [...args], { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Whether it runs. It may have killed itself. */
  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it has printed, over all of its lives. */
  get printed(): string {
    return this.#printed;
  }

  /** @throws {Error} if it does not answer within two minutes, or ends by itself. */
  async start(): Promise<void> {
    const deadline = Date.now() + 120_000;
    let child = this.#spawn();
    while (!(await answers(this.#readyUrl))) {
      // It was ready, took a request and was killed in it, all between two looks. Whoever looks after it starts it again.
      if (child.signalCode !== null) return;
      const isOver = Date.now() > deadline;
      // A connection of some other program may have been given the port while it was dead.
      if (child.exitCode !== null && !isOver && this.#printed.slice(this.#begun).includes('EADDRINUSE')) {
        child = this.#spawn();
      } else if (child.exitCode !== null || isOver) throw new Error(`It did not start:\n${this.#printed}`);
      await delay(50);
    }
  }

  #spawn(): ChildProcess {
    const child = this.#start();
    this.#begun = this.#printed.length;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (this.#printed += chunk));
    return child;
  }

  /** SIGKILL: no handler runs, no buffer is flushed. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return;
    this.kills++;
    const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await exit;
  }

  async killAndRestart(): Promise<void> {
    await this.kill();
    await this.start();
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    async (reply) => {
      await reply.arrayBuffer();
      return true;
    },
    () => false,
  );
}
