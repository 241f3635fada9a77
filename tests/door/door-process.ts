import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { join } from 'node:path';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import type { Forged } from './forged.ts';

/** Bytes of memory that are resident: now, after a garbage collection, and at most since the last time of asking. */
export interface Memory {
  readonly now: number;
  readonly peak: number;
}

/** The webhook functions in a process whose memory is theirs alone. */
export class DoorProcess {
  readonly #child: ChildProcess;
  readonly #port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  /** @param maxBytes The limit of every integration's bodies. */
  static async start(maxBytes: number): Promise<DoorProcess> {
    const child = fork(join(import.meta.dirname, 'door.ts'), [String(maxBytes)], {
      // Garbage is collected by the one thread that makes it, so that a busy machine does not put it off.
      execArgv: [
        '--disable-warning=ExperimentalWarning',
        '--single-threaded-gc',
        '--max-semi-space-size=1',
        '--expose-gc',
      ],
      env: { PATH: process.env['PATH'] },
    });
    return new DoorProcess(child, numberIn(await nextOf(child), 'port'));
  }

  async memory(): Promise<Memory> {
    const answer = nextOf(this.#child);
    this.#child.send('memory');
    const said = await answer;
    return { now: numberIn(said, 'now'), peak: numberIn(said, 'peak') };
  }

  /** Sends a request in one piece. @returns its status. */
  send({ provider, headers, body }: Forged): Promise<number> {
    return this.#request(provider, { ...headers, 'content-length': String(body.byteLength) }, (sent) => sent.end(body));
  }

  /** Sends a body of as many spaces, each in its own chunk. @returns its status. */
  sendSingly({ provider, headers }: Omit<Forged, 'body'>, count: number): Promise<number> {
    const chunks = '1\r\n \r\n'.repeat(count);
    return this.#request(provider, { ...headers, 'transfer-encoding': 'chunked' }, (sent) => {
      sent.flushHeaders();
      // Past the request, which would make larger chunks of them.
      sent.once('socket', (socket) => socket.once('connect', () => socket.write(`${chunks}0\r\n\r\n`)));
    });
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }

  #request(
    provider: string,
    headers: Readonly<Record<string, string>>,
    write: (sent: ClientRequest) => void,
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: this.#port,
        method: 'POST',
        path: `/${provider}`,
        headers,
        agent: false,
      };
      const sent = httpRequest(options, (reply) => {
        reply.resume().on('end', () => resolve(reply.statusCode ?? 0));
      });
      sent.on('error', reject);
      write(sent);
    });
  }
}

async function nextOf(child: ChildProcess): Promise<unknown> {
  const [said]: unknown[] = await once(child, 'message');
  return said;
}

function numberIn(said: unknown, name: string): number {
  const value = isJsonObject(said) ? said[name] : undefined;
  if (typeof value !== 'number') throw new Error(`The process said no ${name}.`);
  return value;
}
