import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** One call that arrived. */
export interface PublishCall {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly messages: readonly { readonly data: string; readonly attributes: Readonly<Record<string, string>> }[];
  /** The connection that it came by, as a number that counts up. */
  readonly connection: number;
}

type Answer = { readonly status: number; readonly body: object } | 'reset';

/** Pub/Sub's REST interface as far as publishing goes, on the loopback interface. It answers as it is told. */
export class FakePubSub implements AsyncDisposable {
  readonly calls: PublishCall[] = [];
  /** Answers of the next calls, the first first; where there are none left, messages are accepted. */
  readonly answers: Answer[] = [];
  readonly #server: Server;
  readonly #connections = new Map<object, number>();

  constructor() {
    this.#server = createServer((request, response) => {
      this.#take(request, response).catch(() => response.destroy());
    });
  }

  /** @returns the origin to publish to. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', socket, headers } = request;
    const connection = this.#connections.get(socket) ?? this.#connections.size + 1;
    this.#connections.set(socket, connection);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { messages } = JSON.parse(Buffer.concat(chunks).toString());
    this.calls.push({ path: url, authorization: headers.authorization, messages, connection });
    const answer = this.answers.shift() ?? accepted(messages, this.calls.length);
    if (answer === 'reset') {
      socket.resetAndDestroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }
}

function accepted(messages: unknown, call: number): Answer {
  const count = Array.isArray(messages) ? messages.length : 0;
  return { status: 200, body: { messageIds: Array.from({ length: count }, (_, index) => `${call}.${index + 1}`) } };
}
