import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { googleErrorBody } from './google-error.ts';

/** One request that arrived. */
export interface RestRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
  /** The connection that it came by, as a number that counts up. */
  readonly connection: number;
}

/** An answer in JSON. */
export interface RestReply {
  readonly status: number;
  readonly body: object;
}

/** What is answered: JSON, nothing at all, or a connection that is reset. */
export type RestAnswer = RestReply | 'nothing' | 'reset';

/** A REST service on the loopback interface, which answers as it is told. */
export class FakeRestServer {
  readonly #server: Server;
  readonly #answer: (request: RestRequest) => RestAnswer;
  readonly #connections = new Map<object, number>();

  constructor(answer: (request: RestRequest) => RestAnswer) {
    this.#answer = answer;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  /** @returns its origin. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', socket, headers } = request;
    const connection = this.#connections.get(socket) ?? this.#connections.size + 1;
    this.#connections.set(socket, connection);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const answer = this.#answer({ method, path: url, authorization: headers.authorization, body, connection });
    if (answer === 'reset') socket.resetAndDestroy();
    else if (answer !== 'nothing')
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }
}

/** An error as Google's services answer it. */
export function refusal(code: number, status: string, message = 'Not like this.'): RestReply {
  return { status: code, body: googleErrorBody({ code, status, message }) };
}
