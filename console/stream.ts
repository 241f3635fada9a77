import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChangeFeed } from '../functions/src/core/inspect/changes.ts';
import { ApiError } from './replies.ts';

/** Often enough that nobody on the way takes the connection for dead. */
const PING_MS = 15_000;
/** More than anyone opens; each holds a connection. */
const MAX_STREAMS = 64;

/** Connections that are told of changes as Server-Sent Events. */
export class ChangeStreams {
  readonly #changes: ChangeFeed | undefined;
  readonly #open = new Set<ServerResponse>();

  constructor(changes: ChangeFeed | undefined) {
    this.#changes = changes;
  }

  /** Keeps the connection, until the other side ends it. @throws {ApiError} */
  open(request: IncomingMessage, response: ServerResponse): void {
    if (this.#changes === undefined) {
      throw new ApiError(404, 'not-live', 'A deployed project does not push changes. Poll every few seconds.');
    }
    if (this.#open.size >= MAX_STREAMS) {
      throw new ApiError(503, 'too-many-streams', 'Too many pages are open. Close some of them.');
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    response.write('retry: 1000\n\n: ping\n\n');
    this.#open.add(response);
    const unsubscribe = this.#changes.subscribe((change) => {
      response.write(`event: change\ndata: ${JSON.stringify(change)}\n\n`);
    });
    const ping = setInterval(() => response.write(': ping\n\n'), PING_MS).unref();
    response.once('close', () => {
      clearInterval(ping);
      unsubscribe();
      this.#open.delete(response);
    });
    request.resume();
  }
}
