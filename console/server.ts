import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from '../functions/src/core/logger.ts';
import { readInput } from './actions/input.ts';
import { answerAction, answerRead } from './api.ts';
import { requireAction, requireOwnSite } from './guard.ts';
import { answerPage } from './page-files.ts';
import type { ConsolePorts } from './ports.ts';
import { ApiError, errorReply, type ApiReply } from './replies.ts';
import { ChangeStreams } from './stream.ts';

/** Serves the console. Meant for a server that listens on the loopback interface alone. */
export function consoleListener(ports: ConsolePorts, log: Logger): RequestListener {
  const streams = new ChangeStreams(ports.changes);
  return (request, response) => {
    void answer(request, response, ports, streams, log).then((reply) => {
      if (reply !== 'streaming') send(reply, request, response);
      return request.resume();
    });
  };
}

function send({ status, body, headers }: ApiReply, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...(status !== 304 && { 'content-length': Buffer.byteLength(body) }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Never rejects: what is no {@link ApiError} is a defect, and logged as one. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  ports: ConsolePorts,
  streams: ChangeStreams,
  log: Logger,
): Promise<ApiReply | 'streaming'> {
  try {
    requireOwnSite(request);
    const { method = '', url = '/' } = request;
    const [path = '/', text = ''] = url.split(/\?(.*)/s);
    const query = new URLSearchParams(text);
    if (method === 'POST') {
      requireAction(request);
      return await answerAction(path, query, await readInput(request), ports);
    }
    if (method !== 'GET' && method !== 'HEAD') {
      throw new ApiError(405, 'method-not-allowed', 'Use GET, or POST for an action.', { allow: 'GET, HEAD, POST' });
    }
    if (path === '/api/stream' && method === 'GET') {
      streams.open(request, response);
      return 'streaming';
    }
    return (await answerPage(path, request.headers['if-none-match'])) ?? (await answerRead(path, query, ports));
  } catch (error) {
    if (error instanceof ApiError) return errorReply(error);
    const sentence = ports.explain?.(error);
    if (sentence !== undefined) return errorReply(new ApiError(502, 'out-of-reach', sentence));
    log.error('The console could not answer a request', { error });
    return errorReply(new ApiError(500, 'internal', 'The request met a defect of the console; look at the log.'));
  }
}
