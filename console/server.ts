import type { IncomingMessage, RequestListener } from 'node:http';
import type { Logger } from '../functions/src/core/logger.ts';
import { answerRead, type ConsolePorts } from './api.ts';
import { requireOwnSite } from './guard.ts';
import { ApiError, errorReply, type ApiReply } from './replies.ts';

/** Serves the console. Meant for a server that listens on the loopback interface alone. */
export function consoleListener(ports: ConsolePorts, log: Logger): RequestListener {
  return (request, response) => {
    void answer(request, ports, log).then(({ status, body, headers }) => {
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...headers,
      });
      response.end(request.method === 'HEAD' ? undefined : body);
      return request.resume();
    });
  };
}

/** Never rejects: what is no {@link ApiError} is a defect, and logged as one. */
async function answer(request: IncomingMessage, ports: ConsolePorts, log: Logger): Promise<ApiReply> {
  try {
    requireOwnSite(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new ApiError(405, 'method-not-allowed', 'Use GET.', { allow: 'GET, HEAD' });
    }
    const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
    return await answerRead(path, new URLSearchParams(query), ports);
  } catch (error) {
    if (error instanceof ApiError) return errorReply(error);
    log.error('The console could not answer a request', { error });
    return errorReply(new ApiError(500, 'internal', 'The request met a defect of the console; look at the log.'));
  }
}
