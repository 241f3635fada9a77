import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { isJsonObject } from '../../core/event/json.ts';

/**
 * Looks at each request of this process before its server does: the functions framework answers some by itself.
 * @see https://nodejs.org/api/diagnostics_channel.html#http
 */
export function onRequestStart(look: (request: IncomingMessage, response: ServerResponse) => void): void {
  subscribe('http.server.request.start', (message) => {
    if (!isJsonObject(message)) return;
    const { request, response } = message;
    if (request instanceof IncomingMessage && response instanceof ServerResponse) look(request, response);
  });
}
