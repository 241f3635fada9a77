import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What stands before the functions in the cloud: an address that answers 503 while the process behind it is
 * gone. The Pub/Sub emulator needs it: a push whose connection is reset it never repeats.
 */
export class FrontEnd {
  readonly #server: Server;

  constructor(port: number) {
    this.#server = createServer((incoming, outgoing) => {
      const { method, url: path, headers } = incoming;
      const unavailable = () => {
        if (outgoing.headersSent) outgoing.destroy();
        else outgoing.writeHead(503).end();
      };
      const onward = forward({ host: '127.0.0.1', port, method, path, headers }, (reply) => {
        outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.on('error', unavailable);
        reply.pipe(outgoing);
      });
      onward.on('error', unavailable);
      incoming.pipe(onward);
    });
  }

  /** @returns its port. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return portOf(this.#server.address());
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
