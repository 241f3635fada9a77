import { request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { keepBodiesUnparsed } from '../../functions/src/gcp/http/unparsed-requests.ts';
import type { HttpsFunction } from 'firebase-functions/v2/https';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array;
}

/** The functions framework, as Cloud Run starts it, over real HTTP. What it serves can be changed between requests. */
export class FrameworkServer {
  readonly #server: Server;
  #current: HttpsFunction | undefined;

  constructor() {
    // Its own error pages show stack traces otherwise; Cloud Run sets the same.
    process.env['NODE_ENV'] = 'production';
    keepBodiesUnparsed();
    // Both packages type Express's request, each in its own way: applied, not called.
    http(
      'target',
      (request, response) => this.#current && Reflect.apply(this.#current, undefined, [request, response]),
    );
    this.#server = getTestServer('target');
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  serve(target: HttpsFunction): void {
    this.#current = target;
  }

  /** Sends bytes as they are: header values in latin1, the body untouched. */
  send({ method, path, headers, body }: WireRequest): Promise<Reply> {
    const address = this.#server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        { host: '127.0.0.1', port, method, path, headers: { ...headers, 'content-length': body.byteLength } },
        (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('end', () =>
            resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks).toString() }),
          );
          reply.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
