import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { endpointListener } from './endpoints.ts';
import type { DeployedFunction } from './surface.ts';

const PATH = '/demo/us-central1/acme-webhook';

const acme: DeployedFunction = {
  name: 'acme-webhook',
  group: 'acme',
  call: (request, response) => {
    if (!(request instanceof IncomingMessage) || !(response instanceof ServerResponse))
      throw new TypeError('No request.');
    response.end(JSON.stringify({ url: request.url, originalUrl: Reflect.get(request, 'originalUrl') }));
  },
  trigger: { kind: 'https' },
  timeoutSeconds: 60,
  concurrency: 80,
};

/** What the function at the path sees of a request; the status if it sees none. */
async function seenAt(url: string): Promise<unknown> {
  const log = createLogger(() => undefined, 'error');
  const endpoints = Promise.resolve(new Map([[PATH, acme]]));
  const server = createServer(
    endpointListener(
      () => endpoints,
      log,
      () => () => undefined,
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const response = await fetch(`http://127.0.0.1:${port}${url}`);
  return response.ok ? await response.json() : response.status;
}

it.each([
  [PATH, '/'],
  [`${PATH}/`, '/'],
  [`${PATH}?a=1`, '/?a=1'],
  [`${PATH}/shop-1`, '/shop-1'],
  [`${PATH}/shop-1?a=/b`, '/shop-1?a=/b'],
])('%s reaches its function as %s, and keeps what was asked for beside it', async (url, seen) => {
  expect(await seenAt(url)).toEqual({ url: seen, originalUrl: url });
});

it.each(['/', '/demo', '/demo/us-central1', `${PATH}s`, '/demo/us-central1/acme/shop-1'])(
  '%s is the path of no function',
  async (url) => {
    expect(await seenAt(url)).toBe(404);
  },
);
