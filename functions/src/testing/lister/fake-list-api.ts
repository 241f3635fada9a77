import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** A request as the provider sees it. */
export interface ListRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  /** JSON; of a form, its fields as they are written, with a list for one that is repeated. */
  readonly body: unknown;
}

/** An answer; `text` in place of a body that `JSON.stringify` would print differently. */
export interface ListAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the provider does instead of answering. `done, then 500`: it does what it was asked for before. */
export type ListFault = 'rate limit' | 'drop' | 'refuse' | 'done, then 500';

/**
 * Plays a provider's API on the loopback interface. A lister reaches it by {@link fetch}, which sends there what is meant
 * for the provider.
 */
export class FakeListApi implements AsyncDisposable {
  /** The paths and queries that were asked for. */
  readonly asked: string[] = [];
  /** By the number of the request, from 1. */
  faults = new Map<number, ListFault>();
  /** What happens to the next request of a method, once. */
  nextOf = new Map<string, ListFault>();
  /** From this request on, every one is refused. */
  refusesFrom = Infinity;
  readonly #server: Server;
  readonly #answer: (request: ListRequest) => ListAnswer | Promise<ListAnswer>;
  readonly #origin: string;

  private constructor(
    server: Server,
    origin: string,
    answer: (request: ListRequest) => ListAnswer | Promise<ListAnswer>,
  ) {
    this.#server = server;
    this.#origin = origin;
    this.#answer = answer;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(answer: (request: ListRequest) => ListAnswer | Promise<ListAnswer>): Promise<FakeListApi> {
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
    const fault = count >= this.refusesFrom ? 'refuse' : (this.faults.get(count) ?? this.#faultOfNext(request));
    if (fault === 'drop') return void request.socket.destroy();
    const isDone = fault === undefined || fault === 'done, then 500';
    const done = isDone ? await this.#answer(await requestOf(request, chunks)) : undefined;
    const answer = fault === undefined ? (done ?? {}) : FAULTS[fault];
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.text ?? JSON.stringify(answer.body ?? {}));
  }

  #faultOfNext({ method = 'GET' }: IncomingMessage): ListFault | undefined {
    const fault = this.nextOf.get(method);
    this.nextOf.delete(method);
    return fault;
  }
}

const FAULTS: Readonly<Record<Exclude<ListFault, 'drop'>, ListAnswer>> = {
  'rate limit': { status: 429, headers: { 'retry-after': '7' } },
  refuse: { status: 401 },
  'done, then 500': { status: 500 },
};

async function requestOf(
  { method = 'GET', url = '/', headers }: IncomingMessage,
  chunks: readonly Buffer[],
): Promise<ListRequest> {
  const bytes = Buffer.concat(chunks);
  const type = headers['content-type'] ?? '';
  const host = headers['x-meant-host'];
  const meant = `https://${typeof host === 'string' ? host : 'unknown.example'}`;
  const isForm = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)/.test(type);
  const form = isForm ? await new Response(bytes, { headers: { 'content-type': type } }).formData() : undefined;
  const body = form === undefined ? (bytes.length === 0 ? undefined : JSON.parse(bytes.toString())) : fieldsOf(form);
  return { method, url: new URL(url, meant), headers, body };
}

/** A field that is repeated has a list of its values. */
function fieldsOf(form: FormData): Readonly<Record<string, unknown>> {
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
