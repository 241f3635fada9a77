import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from '../functions/src/core/telemetry/logger.ts';
import { ConsoleAccess } from './access.ts';
import { readInput } from './actions/input.ts';
import { answerAction, answerRead } from './api.ts';
import { requireAction, requireOwnSite } from './guard.ts';
import { answerPage } from './page-files.ts';
import type { ConsolePorts } from './ports.ts';
import { ApiError, errorReply, type ApiReply } from './replies.ts';
import { ChangeStreams } from './stream.ts';

/** What is asked without the token: whether the console is up tells nothing of what it shows. */
const HEALTH = '/api/health';

/**
 * Serves the console. Meant for a server that listens on the loopback interface alone.
 * @param token What lets a browser or a tool in, see {@link ConsoleAccess}.
 */
export function consoleListener(ports: ConsolePorts, log: Logger, token: string): RequestListener {
  const streams = new ChangeStreams(ports.changes);
  const access = new ConsoleAccess(token);
  return (request, response) => {
    void answer(request, response, { ports, streams, log, access }).then((reply) => {
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

interface Served {
  readonly ports: ConsolePorts;
  readonly streams: ChangeStreams;
  readonly log: Logger;
  readonly access: ConsoleAccess;
}

/** Never rejects: any error other than {@link ApiError} is a defect, and logged as one. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { ports, streams, log, access }: Served,
): Promise<ApiReply | 'streaming'> {
  try {
    requireOwnSite(request);
    const { method = '', url = '/' } = request;
    const [path = '/', text = ''] = url.split(/\?(.*)/s);
    const query = new URLSearchParams(text);
    const token = path === '/' ? query.get('token') : null;
    if (token !== null && method === 'GET') return access.enter(token, request);
    if (path.startsWith('/api/') && path !== HEALTH) access.require(request);
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
    return errorReply(new ApiError(500, 'internal', 'The console failed with an internal error. See its log.'));
  }
}
