import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy before an emulator that makes its faults for one test only: all others go on using the emulator. */
export interface Proxy {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** Connections stay open and new ones are accepted, but no byte goes through any more: like a stopped process. */
  stall(): void;
  /** The connections of now stay open and silent for good, new ones go through: like a network that lost its state. */
  freeze(): void;
  /** Lets everything through again, and what was held back first. */
  resume(): void;
  /** Resets every connection. New ones go through. */
  cut(): void;
  close(): void;
}

/** Starts a proxy. @param target `host:port` */
export async function startProxy(target: string): Promise<Proxy> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  let stalled = false;

  const server = createServer((client) => {
    const upstream = connect(Number(port), host);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      if (stalled) from.pause();
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    if (stalled) for (const socket of [client, upstream]) socket.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    host: `127.0.0.1:${addressOf(server.address()).port}`,
    stall: () => {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    freeze: () => {
      for (const socket of sockets) socket.pause().removeAllListeners('data');
    },
    resume: () => {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('The proxy does not listen on a port.');
  return address;
}
