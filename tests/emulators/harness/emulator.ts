import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** An emulator's process, started and perhaps not ready yet. */
export interface Emulator {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** Ends it with everything that it started. */
  stop(): void;
}

/** Starts an emulator on a free port of the loopback interface. @param args Makes its arguments from the port. */
export async function startEmulator(program: string, args: (port: number) => readonly string[]): Promise<Emulator> {
  const port = await freePort();
  // In a separate process group: both emulators are shell scripts that start a virtual machine.
  const child = spawn(program, args(port), { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  return { host: `127.0.0.1:${port}`, stop: () => stopGroup(child) };
}

/** Resolves when an emulator answers. @throws {Error} after a minute. */
export async function untilReady(host: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answered = await fetch(`http://${host}/`).then(
      (reply) => reply.ok,
      () => false,
    );
    if (answered) return;
    if (Date.now() > deadline) throw new Error(`The emulator at ${host} does not answer.`);
    await delay(100);
  }
}

/** A port of the loopback interface that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function stopGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
