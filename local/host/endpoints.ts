import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from '../../functions/src/core/telemetry/logger.ts';
import type { DeployedFunction } from './surface.ts';

/** HTTPS functions by their path: `/<project>/<region>/stripe-webhook`, as under Firebase's emulator. */
export type Endpoints = ReadonlyMap<string, DeployedFunction>;

/** Sees each request as it arrives. @returns what is told the provider whose endpoint it is for. */
export type Watch = (request: IncomingMessage, response: ServerResponse) => (provider: string) => void;

/**
 * Gives each request to the function at its path, the way Cloud Functions would. Requests that come before the
 * functions are loaded wait for them.
 * @param endpoints Those in use, which is asked for each request.
 */
export function endpointListener(endpoints: () => Promise<Endpoints>, log: Logger, watch: Watch): RequestListener {
  return (request, response) => {
    serve(request, response, endpoints(), watch(request, response)).catch((error: unknown) => {
      log.error('A function failed to answer a request', { error });
      refuse(response, 500, 'internal', 'The function failed; look at the log of the local host.');
    });
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  ready: Promise<Endpoints>,
  tell: (provider: string) => void,
): Promise<void> {
  const url = request.url ?? '/';
  const endpoints = await ready;
  const [path, endpoint] = endpointAt(url, endpoints);
  if (endpoint === undefined) {
    refuse(
      response,
      404,
      'not-found',
      `No function is served here; there are ${[...endpoints.keys()].join(', ') || 'none'}.`,
    );
    request.resume();
    return;
  }
  tell(endpoint.group);
  // The function is at its own root, as in the cloud; Express keeps what was asked for beside it.
  const rest = url.slice(path.length);
  Object.assign(request, { originalUrl: url, url: rest.startsWith('/') ? rest : `/${rest}` });
  await endpoint.call(request, response);
}

/** The function whose path a URL begins with, as Cloud Functions would choose it, and that path. */
function endpointAt(
  url: string,
  endpoints: Endpoints,
): readonly [path: string, endpoint: DeployedFunction | undefined] {
  let path = url.split('?', 1)[0] ?? '/';
  // A function is three segments deep, and what may follow is an account.
  for (let segments = path.split('/').length; segments > 1; segments--) {
    const endpoint = endpoints.get(path);
    if (endpoint !== undefined) return [path, endpoint];
    path = path.slice(0, path.lastIndexOf('/'));
  }
  return [path, undefined];
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ error: { code, message } });
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
