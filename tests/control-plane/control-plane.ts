import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import type { JsonObject } from '../../ops/delivery/google/json.ts';
import type { Cloud } from './cloud.ts';
import { Dispatcher } from './dispatch.ts';
import type { Discovery } from './discovery/discovery.ts';
import { GoogleError } from './google-error.ts';
import { secretManagerGrpc } from './services/secrets-grpc.ts';
import { unpublishedAnswer, type WireAnswer, type WireRequest } from './unpublished.ts';

/** One request, with what became of it. */
export interface RecordedRequest {
  /** The method's id, else verb and address. */
  readonly method: string;
  readonly path: string;
  readonly body: JsonObject;
  readonly status: number;
  /** Why it was refused. */
  readonly error: string | undefined;
}

const discovery: Discovery = JSON.parse(readFileSync(join(import.meta.dirname, 'discovery', 'discovery.json'), 'utf8'));
/** How a connection begins by which HTTP/2 is spoken, and gRPC over it. */
const HTTP2 = 'PRI';

/**
 * Google's control plane on the loopback interface. Every request is held to Google's published schemas, and refused
 * for what Google would refuse it. Processes reach it by `reroute.ts`.
 */
export class ControlPlane implements AsyncDisposable {
  readonly cloud: Cloud;
  readonly requests: RecordedRequest[] = [];
  /** Who answers at hosts that are not Google's: the APIs of providers. */
  readonly providers = new Map<string, typeof globalThis.fetch>();
  /** Requests that the control plane failed to answer: its own faults. */
  readonly faults: string[] = [];
  readonly #dispatcher = new Dispatcher(discovery);
  readonly #http: Server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
  readonly #grpc = secretManagerGrpc(() => this.cloud);
  readonly #sockets = new Set<net.Socket>();
  readonly #server = net.createServer((socket) => this.#accept(socket));
  #grpcPort = 0;

  private constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  static async start(cloud: Cloud): Promise<ControlPlane> {
    const started = new ControlPlane(cloud);
    started.#grpcPort = await started.#grpc.listen();
    await new Promise<void>((resolve) => started.#server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#grpc.close();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: net.Socket): void {
    this.#keep(socket);
    socket.once('data', (first: Buffer) => {
      socket.pause();
      if (first.toString('latin1').startsWith(HTTP2)) this.#passToGrpc(socket, first);
      else {
        socket.unshift(first);
        this.#http.emit('connection', socket);
      }
      socket.resume();
    });
  }

  /** An HTTP/2 server reads from the system's socket, so what was read already is sent once more. */
  #passToGrpc(socket: net.Socket, first: Buffer): void {
    const onward = net.connect(this.#grpcPort, '127.0.0.1');
    this.#keep(onward);
    onward.write(first);
    socket.pipe(onward).pipe(socket);
  }

  #keep(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await requestOf(incoming);
    const provider = this.providers.get(request.host);
    if (provider !== undefined) return passOn(request, provider, outgoing);
    const { status, headers, body } = this.#answer(request);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'string' ? 'text/plain' : 'application/json; charset=UTF-8';
    outgoing.writeHead(status, { 'content-type': type, ...headers }).end(text);
  }

  #answer(request: WireRequest): WireAnswer {
    const unpublished = unpublishedAnswer(request, this.cloud);
    if (unpublished !== undefined) return unpublished;
    const match = this.#dispatcher.methodOf(request, this.cloud);
    const method = match?.id ?? `${request.verb} ${request.host}`;
    const record = { method, path: request.path, body: bodyOf(request) };
    try {
      if (match === undefined) throw new GoogleError('NOT_FOUND', `The control plane has no ${method}${request.path}.`);
      const body = this.#dispatcher.answer(match, request, this.cloud);
      this.requests.push({ ...record, status: 200, error: undefined });
      return { status: 200, body };
    } catch (error) {
      const refusal = this.#refusalOf(error, match === undefined);
      this.requests.push({ ...record, status: refusal.status, error: refusal.message });
      return { status: refusal.status, body: refusal.toBody() };
    }
  }

  /** A request that is not known, or an error of the control plane's own, is its fault. */
  #refusalOf(error: unknown, isUnknown: boolean): GoogleError {
    const text = error instanceof Error ? error.message : String(error);
    if (isUnknown || !(error instanceof GoogleError)) this.faults.push(text);
    return error instanceof GoogleError ? error : new GoogleError('INTERNAL', text);
  }
}

async function requestOf(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const { method: verb = '', url = '/', headers } = incoming;
  const { pathname: path, searchParams: query } = new URL(url, 'http://localhost');
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  return { verb, host, path, query, headers, raw: Buffer.concat(chunks) };
}

async function passOn(
  { verb, host, path, query, headers, raw }: WireRequest,
  provider: typeof globalThis.fetch,
  outgoing: ServerResponse,
): Promise<void> {
  const { connection: _hop, 'content-length': _length, host: _host, ...passed } = headers;
  const kept = Object.entries(passed).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const search = query.size === 0 ? '' : `?${query.toString()}`;
  const reply = await provider(`https://${host}${path}${search}`, {
    method: verb,
    headers: Object.fromEntries(kept),
    ...(raw.length > 0 && { body: raw }),
  });
  const body = await reply.text();
  outgoing.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'text/plain' }).end(body);
}

function bodyOf({ raw }: WireRequest): JsonObject {
  try {
    const body: unknown = JSON.parse(raw.toString());
    return isJsonObject(body) ? body : {};
  } catch {
    return {};
  }
}
