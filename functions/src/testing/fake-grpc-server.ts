import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';

/** What a method answers: the bytes of its response message, or a gRPC status. */
export type GrpcAnswer = Uint8Array | { readonly status: number; readonly message: string } | 'nothing';
type Method = (request: Uint8Array) => GrpcAnswer;

/** Bytes before a message: one for compression, four for its length. */
const FRAME_HEAD = 5;

/**
 * A gRPC server for unary calls, without TLS, on the loopback interface: real clients talk to it over the wire.
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
export class FakeGrpcServer {
  readonly #server: Http2Server = createServer();
  readonly #methods: Readonly<Record<string, Method>>;
  readonly #sessions = new Set<{ destroy(): void }>();

  /** @param methods By name, such as `AccessSecretVersion`. */
  constructor(methods: Readonly<Record<string, Method>>) {
    this.#methods = methods;
    this.#server.on('session', (session) => {
      this.#sessions.add(session);
    });
    this.#server.on('stream', (stream, headers) => this.#serve(stream, String(headers[':path'])));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  close(): void {
    this.#server.close();
    for (const session of this.#sessions) session.destroy();
  }

  #serve(stream: ServerHttp2Stream, path: string): void {
    const chunks: Buffer[] = [];
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const method = this.#methods[path.slice(path.lastIndexOf('/') + 1)];
      const unimplemented = { status: 12, message: path };
      answer(stream, method?.(Buffer.concat(chunks).subarray(FRAME_HEAD)) ?? unimplemented);
    });
  }
}

function answer(stream: ServerHttp2Stream, reply: GrpcAnswer): void {
  if (reply === 'nothing') return;
  const head = { ':status': 200, 'content-type': 'application/grpc' };
  if (!(reply instanceof Uint8Array)) {
    stream.respond({ ...head, 'grpc-status': reply.status, 'grpc-message': reply.message }, { endStream: true });
    return;
  }
  const frameHead = Buffer.alloc(FRAME_HEAD);
  frameHead.writeUInt32BE(reply.byteLength, 1);
  stream.respond(head, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.concat([frameHead, reply]));
}
