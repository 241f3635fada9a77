import { createServer, request as httpRequest } from 'node:http';
import { onTestFinished } from 'vitest';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { consoleListener } from '../server.ts';
import type { ConsolePorts } from '../ports.ts';

/** Lets the calls of tests in. */
export const TOKEN = 'token-of-the-served-console';

/** A console over these ports, at its own address. */
export interface ServedConsole {
  readonly origin: string;
  call(path: string, options?: CallOptions): Promise<Reply>;
  /** An action, as the page sends it. */
  act(path: string, input: object, options?: CallOptions): Promise<Reply>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Reply {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Serves a console until the test has ended. */
export async function serveConsole(ports: ConsolePorts): Promise<ServedConsole> {
  const served = await startConsole(ports);
  onTestFinished(() => served.close());
  return served;
}

/** Serves a console for several tests. */
export async function startConsole(ports: ConsolePorts): Promise<ServedConsole> {
  const log = createLogger(() => {}, 'error');
  const server = createServer(consoleListener(ports, log, TOKEN));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const call: ServedConsole['call'] = (path, options = {}) =>
    send(`${origin}${path}`, { ...options, headers: { authorization: `Bearer ${TOKEN}`, ...options.headers } });
  return {
    origin,
    call,
    act: (path, input, { headers, ...options } = {}) =>
      call(path, {
        method: 'POST',
        body: JSON.stringify(input),
        ...options,
        headers: { 'content-type': 'application/json', 'x-console-action': '1', ...headers },
      }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The typed error of a refusal. */
export function refusalIn({ status, body }: Reply): { readonly status: number | undefined; readonly code: string } {
  return { status, code: JSON.parse(body).error.code };
}

/** Not fetch: it does not let Host and Origin be set. */
function send(url: string, { method = 'GET', headers, body }: CallOptions): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, ...(headers !== undefined && { headers }) }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text }));
    });
    request.on('error', reject).end(body);
  });
}
