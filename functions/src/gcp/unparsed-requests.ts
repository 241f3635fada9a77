import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
import { isJsonObject } from '../core/event/json.ts';

/** The headers by which Express decides to inflate and to parse a body. */
const NAMES = ['content-type', 'content-encoding'] as const;

type Held = { readonly [Name in (typeof NAMES)[number]]?: string };

const heldHeaders = new WeakMap<IncomingMessage, Held>();
let subscribed = false;

/**
 * Keeps the functions framework off the bodies of this process. It inflates and parses every body before any
 * function sees it, up to 1 GB, from anyone: 10 kB of gzip become 10 MB of text and more of objects. Told of
 * no content type it leaves the stream unread, and the body is read by us: up to the limit, inflated up to
 * the limit, parsed once it is proven authentic. What the framework would answer by itself reaches us, too.
 */
export function keepBodiesUnparsed(): void {
  if (subscribed) return;
  subscribed = true;
  subscribe('http.server.request.start', (message) => {
    const request = isJsonObject(message) ? message['request'] : undefined;
    if (request instanceof IncomingMessage) hold(request);
  });
}

/** Gives a request the headers back that it came with. */
export function restoreHeaders(request: IncomingMessage): void {
  Object.assign(request.headers, heldHeaders.get(request));
}

function hold(request: IncomingMessage): void {
  const { 'content-type': type, 'content-encoding': encoding } = request.headers;
  heldHeaders.set(request, {
    ...(type !== undefined && { 'content-type': type }),
    ...(encoding !== undefined && { 'content-encoding': encoding }),
  });
  // Not deleted: that makes every later look at the headers slow.
  for (const name of NAMES) if (name in request.headers) request.headers[name] = undefined;
}
