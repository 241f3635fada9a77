import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { stripeClient } from '../integrations/stripe/client.ts';

/** What a route answers. A `status` other than 200 is answered with Stripe's error object. */
export type StripeAnswer = { readonly status?: number; readonly body?: object } | 'never';

/** One request as it arrived. */
export interface StripeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A local server that plays Stripe's API, with the SDK's client for it in the place of the real one. */
export class StripeApi implements AsyncDisposable {
  readonly requests: StripeRequest[] = [];
  /** By method and path: `GET /v1/charges/ch_1`. Anything else is answered 404. */
  readonly routes: Record<string, StripeAnswer>;
  readonly client: Stripe;
  readonly #server: Server;
  readonly #replaced: Disposable;

  private constructor(server: Server, routes: Record<string, StripeAnswer>, { port }: AddressInfo) {
    this.#server = server;
    this.routes = routes;
    this.client = new Stripe('sk_test_local', {
      host: '127.0.0.1',
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    });
    this.#replaced = stripeClient.replace(this.client);
    server.on('request', (request, response) => {
      void this.#answerOf(request).then((answer) => {
        if (answer === 'never') return;
        const { status = 200, body = {} } = answer;
        response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_1' });
        response.end(JSON.stringify(body));
      });
    });
  }

  static async start(routes: Record<string, StripeAnswer>): Promise<StripeApi> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    return new StripeApi(server, routes, address);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#replaced[Symbol.dispose]();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answerOf(request: IncomingMessage): Promise<StripeAnswer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { method = '', url: path = '', headers } = request;
    this.requests.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
    return this.routes[`${method} ${path}`] ?? MISSING;
  }
}

const MISSING: StripeAnswer = {
  status: 404,
  body: { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such object.' } },
};
