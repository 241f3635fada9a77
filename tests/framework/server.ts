import { request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import * as framework5 from '@google-cloud/functions-framework';
import * as testing5 from '@google-cloud/functions-framework/testing';
import type { HttpsFunction } from 'firebase-functions/v2/https';
import * as framework3 from 'functions-framework-3';
import * as testing3 from 'functions-framework-3/testing';
import { keepUrlsRoutable } from '../../functions/src/gcp/http/routable-urls.ts';
import { keepBodiesUnparsed } from '../../functions/src/gcp/http/unparsed-requests.ts';
import type { FrameworkVersion } from './frameworks.ts';

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

type Handler = (request: unknown, response: unknown) => unknown;

/** What of the framework is used, by its version. */
const SERVERS: Readonly<Record<FrameworkVersion, (handler: Handler) => Server>> = {
  '3.5.1': (handler) => {
    framework3.http('target', handler);
    return testing3.getTestServer('target');
  },
  '5.0.5': (handler) => {
    framework5.http('target', handler);
    return testing5.getTestServer('target');
  },
};

/** The functions framework, as Cloud Run starts it, over real HTTP. What it serves can be changed between requests. */
export class FrameworkServer {
  readonly #server: Server;
  #current: HttpsFunction | undefined;

  constructor(version: FrameworkVersion) {
    // Its own error pages show stack traces otherwise; the buildpack sets the same.
    process.env['NODE_ENV'] = 'production';
    keepBodiesUnparsed();
    keepUrlsRoutable();
    // Both packages type Express's request, each in its own way: applied, not called.
    this.#server = SERVERS[version](
      (request, response) => this.#current && Reflect.apply(this.#current, undefined, [request, response]),
    );
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
