import type { IncomingMessage } from 'node:http';
import { onRequestStart } from './request-start.ts';

/**
 * The headers by which Express sees that there is a body.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6.3
 */
const NAMES = ['content-length', 'transfer-encoding'] as const;

/** Where a request keeps the headers that it came with. */
const HELD = Symbol('held headers');

let subscribed = false;

/**
 * Keeps the functions framework off the bodies of this process. It inflates and parses every body before any
 * function sees it, up to 1 GB, from anyone: 10 kB of gzip become 10 MB of text and more of objects. Told of
 * no body it leaves the stream unread, and the body is read by us: up to the limit, inflated up to
 * the limit, parsed once it is proven authentic. What the framework would answer by itself reaches us, too.
 */
export function keepBodiesUnparsed(): void {
  if (subscribed) return;
  subscribed = true;
  onRequestStart(hold);
}

/** Gives a request the headers back that it came with. */
export function restoreHeaders(request: IncomingMessage): void {
  if (HELD in request) Object.assign(request.headers, request[HELD]);
}

function hold(request: IncomingMessage): void {
  const held: Record<string, string> = {};
  for (const name of NAMES) {
    const value = request.headers[name];
    if (value === undefined) continue;
    held[name] = value;
    // Not deleted: that makes every later look at the headers slow.
    request.headers[name] = undefined;
  }
  Object.assign(request, { [HELD]: held });
}
