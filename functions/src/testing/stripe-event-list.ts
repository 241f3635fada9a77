import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Stripe from 'stripe';
import { stripeClient } from '../integrations/stripe/client.ts';

/** An event as Stripe's list holds it. */
export interface ListedEvent {
  readonly id: string;
  readonly type: string;
  /** Unix seconds. */
  readonly created: number;
  /** Endpoints that have not answered 2xx yet. */
  readonly pending_webhooks: number;
  /** The connected account that lists it. */
  readonly listedBy?: string;
}

/**
 * Plays `GET /v1/events`, as its documentation describes it, on a server of this machine, with the SDK's client
 * for it in the place of the real one.
 * @see https://docs.stripe.com/api/events/list
 */
export class StripeEventList implements AsyncDisposable {
  /** How many requests came. */
  requests = 0;
  /** The ids of connected accounts, the newest first. */
  accounts: readonly string[] = [];
  /** What to do instead of answering, by the number of the request. */
  faults = new Map<number, 'rate limit' | 'drop'>();
  readonly #events: readonly ListedEvent[];
  readonly #server: Server;
  readonly #replaced: Disposable;

  private constructor(events: readonly ListedEvent[], server: Server, replaced: Disposable) {
    this.#events = events;
    this.#server = server;
    this.#replaced = replaced;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response));
  }

  /** @param events The newest first. */
  static async start(events: readonly ListedEvent[]): Promise<StripeEventList> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    const client = new Stripe('sk_test_1', { host: '127.0.0.1', port: address.port, protocol: 'http' });
    return new StripeEventList(events, server, stripeClient.replace(client));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#replaced[Symbol.dispose]();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const fault = this.faults.get(++this.requests);
    if (fault === 'drop') return void request.socket.destroy();
    if (fault === 'rate limit') {
      return send(response, 429, { error: { type: 'rate_limit_error', message: 'slow down' } });
    }
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://stripe.test');
    const account = request.headers['stripe-account'];
    if (pathname === '/v1/accounts')
      return send(
        response,
        200,
        pageOf(
          this.accounts.map((id) => ({ id })),
          query,
        ),
      );
    if (account !== undefined && !this.accounts.includes(String(account)))
      return send(response, 403, { error: { type: 'invalid_request_error', message: 'The account is not yours.' } });
    const matching = this.#events.filter(
      ({ pending_webhooks, type, created, listedBy }) =>
        listedBy === account &&
        (query.get('delivery_success') !== 'false' || pending_webhooks > 0) &&
        (query.get('type') === null || type === query.get('type')) &&
        created >= Number(query.get('created[gte]')) &&
        created < Number(query.get('created[lt]')),
    );
    // Its own list does not name the account.
    const page = pageOf(matching, query);
    send(response, 200, { ...page, data: page.data.map(({ listedBy: _account, ...event }) => event) });
  }
}

function pageOf<Listed extends { readonly id: string }>(all: readonly Listed[], query: URLSearchParams) {
  const after = all.findIndex(({ id }) => id === query.get('starting_after')) + 1;
  const data = all.slice(after, after + Number(query.get('limit')));
  return { object: 'list', url: '/v1/list', data, has_more: after + data.length < all.length };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
