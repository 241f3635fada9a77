import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** A request of a lister, as the provider sees it. */
export interface ListRequest {
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** An answer; `text` in place of a body that `JSON.stringify` would print differently. */
export interface ListAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the provider does instead of answering. */
export type ListFault = 'rate limit' | 'drop' | 'refuse';

/**
 * Plays a provider's API on the loopback interface. A lister reaches it by {@link fetch}, which sends there what is meant
 * for the provider.
 */
export class FakeListApi implements AsyncDisposable {
  /** The paths and queries that were asked for. */
  readonly asked: string[] = [];
  /** By the number of the request, from 1. */
  faults = new Map<number, ListFault>();
  /** From this request on, every one is refused. */
  refusesFrom = Infinity;
  readonly #server: Server;
  readonly #answer: (request: ListRequest) => ListAnswer;
  readonly #origin: string;

  private constructor(server: Server, origin: string, answer: (request: ListRequest) => ListAnswer) {
    this.#server = server;
    this.#origin = origin;
    this.#answer = answer;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(answer: (request: ListRequest) => ListAnswer): Promise<FakeListApi> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    return new FakeListApi(server, `http://127.0.0.1:${address.port}`, answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Takes the place of `fetch`. The host that was meant is in a header. */
  readonly fetch: typeof globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.protocol !== 'https:') throw new Error(`The key would be sent over ${url.protocol}`);
    const headers = new Headers(init?.headers);
    headers.set('x-meant-host', url.host);
    return fetch(`${this.#origin}${url.pathname}${url.search}`, { ...init, headers });
  };

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const count = this.asked.push(request.url ?? '');
    const fault = count >= this.refusesFrom ? 'refuse' : this.faults.get(count);
    if (fault === 'drop') return void request.socket.destroy();
    const answer = fault === undefined ? this.#answer(requestOf(request, chunks)) : FAULTS[fault];
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.text ?? JSON.stringify(answer.body ?? {}));
  }
}

const FAULTS: Readonly<Record<Exclude<ListFault, 'drop'>, ListAnswer>> = {
  'rate limit': { status: 429, headers: { 'retry-after': '7' } },
  refuse: { status: 401 },
};

function requestOf({ url = '/', headers }: IncomingMessage, chunks: readonly Buffer[]): ListRequest {
  const text = Buffer.concat(chunks).toString();
  const host = headers['x-meant-host'];
  const meant = `https://${typeof host === 'string' ? host : 'unknown.example'}`;
  return { url: new URL(url, meant), headers, body: text === '' ? undefined : JSON.parse(text) };
}
