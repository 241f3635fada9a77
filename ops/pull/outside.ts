import { Socket as DatagramSocket } from 'node:dgram';
import { Socket } from 'node:net';
import { variableIn } from '../../functions/src/core/config/own-settings.ts';
import type { ServiceSource } from '../../functions/src/core/logic/token.ts';
import { connectionHost } from './connection-host.ts';

/** Why something failed that a handler tried in a rehearsal. */
class OutsideError extends Error {
  override readonly name = 'OutsideError';

  constructor(what: string) {
    super(`A rehearsal reaches nothing outside: ${what}.`);
  }
}

/** What Node's permission model refuses: writing files, starting programs, threads and add-ons. */
const DENIED = 'ERR_ACCESS_DENIED';

/** Keeps the code of this process from reaching outside, and notes what it tried. */
export class Outside {
  readonly #tried = new Set<string>();

  /**
   * Settings come from the environment. Secrets and API keys are not given out: what they are for is outside.
   * @see rehearse
   */
  readonly services: ServiceSource = {
    apiKey: (provider) => this.#refused(`the API of ${provider}`),
    secret: ({ name }) => this.#refused(`what ${name} is for`),
    localApi: () => Promise.resolve(undefined),
    variable: (name) => variableIn(process.env, name),
    use: (token) => token.get(this.services),
  };

  /** What was tried since the last time. @param error What the code threw, if it did. */
  readonly tried = (error?: unknown): readonly string[] => {
    if (isDenied(error)) this.#tried.add('a file or a program');
    const all = [...this.#tried];
    this.#tried.clear();
    return all;
  };

  /** From here on, each connection and each datagram fails, those to this machine as well. */
  closeNetwork(): void {
    const connecting = (args: readonly unknown[]) => this.#noted(connectionHost(args) ?? 'a socket of this machine');
    // One method of several signatures each: only their arguments matter here.
    Object.assign(Socket.prototype, {
      connect(this: Socket, ...args: readonly unknown[]): Socket {
        const fault = connecting(args);
        process.nextTick(() => this.destroy(fault));
        return this;
      },
    });
    const sending = () => this.#noted('a datagram');
    Object.assign(DatagramSocket.prototype, {
      send: () => {
        throw sending();
      },
    });
  }

  async #refused(what: string): Promise<never> {
    throw this.#noted(what);
  }

  #noted(what: string): OutsideError {
    this.#tried.add(what);
    return new OutsideError(what);
  }
}

function isDenied(error: unknown): boolean {
  for (let link = error, depth = 0; link instanceof Error && depth < 5; link = link.cause, depth++) {
    if ('code' in link && link.code === DENIED) return true;
  }
  return false;
}
