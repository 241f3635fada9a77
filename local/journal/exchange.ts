import type { IncomingMessage, ServerResponse } from 'node:http';
import { traceparentOf } from '../../functions/src/core/telemetry/traceparent.ts';
import { newSpanId, newTraceId } from './random-ids.ts';

/** What went over the wire for one request. */
export interface Exchange {
  /** That of the host's own span: 16 hex digits. */
  readonly id: string;
  readonly arrivedAt: Date;
  readonly method: string;
  readonly url: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly encoding: string | undefined;
  /** Length of the body on the wire, as far as it came. */
  readonly bytes: number;
  /** What was kept of the body, as it was on the wire. */
  readonly body: Buffer;
  /** Of the answer; 0 if the sender left before it. */
  readonly status: number;
  readonly reply: string;
  readonly durationMs: number;
}

/** What is kept of one body. */
export const MAX_KEPT_BYTES = 256 * 1024;
/** Answers are short, but for what a function itself prints. */
const MAX_KEPT_REPLY_BYTES = 16 * 1024;

/**
 * Watches a request from its arrival to the end of its answer, without reading it or holding it up. As Google's
 * front end does, it makes the request part of a trace with its own span, and tells the id in the answer.
 * @param onEnd Told once, also where the sender left half-way.
 * @returns the exchange's id.
 */
export function watchExchange(
  request: IncomingMessage,
  response: ServerResponse,
  onEnd: (exchange: Exchange) => void,
): string {
  const id = newSpanId();
  const arrivedAt = new Date();
  const start = performance.now();
  const { method = '', url = '/', rawHeaders } = request;
  const encoding = request.headers['content-encoding']?.trim().toLowerCase();
  const traceId = traceparentOf(request.headers)?.split('-')[1] ?? newTraceId();
  request.headers['traceparent'] = `00-${traceId}-${id}-01`;
  response.setHeader('function-execution-id', id);

  const body = new Kept(MAX_KEPT_BYTES);
  const reply = new Kept(MAX_KEPT_REPLY_BYTES);
  watchBody(request, body);
  watchReply(response, reply);
  response.once('close', () => {
    onEnd({
      id,
      arrivedAt,
      method,
      url,
      rawHeaders,
      encoding,
      bytes: body.length,
      body: body.bytes(),
      status: response.writableFinished ? response.statusCode : 0,
      reply: reply.bytes().toString('utf8'),
      durationMs: performance.now() - start,
    });
  });
  return id;
}

/** The first bytes of a stream, and how long all of it is. */
class Kept {
  length = 0;
  readonly #most: number;
  #kept = 0;
  #chunks: Buffer[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(chunk: Buffer): void {
    this.length += chunk.byteLength;
    if (this.#kept >= this.#most) return;
    const part = chunk.subarray(0, this.#most - this.#kept);
    this.#kept += part.byteLength;
    this.#chunks.push(part);
  }

  bytes(): Buffer {
    return this.#chunks.length === 1 ? (this.#chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#chunks);
  }
}

/** The parser pushes each chunk: to listen for them instead would start the stream before the function reads it. */
function watchBody(request: IncomingMessage, kept: Kept): void {
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (Buffer.isBuffer(chunk)) kept.add(chunk);
    return push(chunk, encoding);
  };
}

function watchReply(response: ServerResponse, kept: Kept): void {
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string') kept.add(Buffer.from(chunk));
    else if (chunk instanceof Uint8Array) kept.add(Buffer.from(chunk));
  };
  const [write, end] = [response.write.bind(response), response.end.bind(response)];
  Object.assign(response, {
    write: (...args: readonly unknown[]): unknown => {
      keep(args[0]);
      return Reflect.apply(write, undefined, args);
    },
    end: (...args: readonly unknown[]): unknown => {
      keep(args[0]);
      return Reflect.apply(end, undefined, args);
    },
  });
}
