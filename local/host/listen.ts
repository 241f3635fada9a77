import { createServer, type RequestListener, type Server } from 'node:http';
import { SettingsError } from '../settings.ts';

/** Reachable from this machine alone. */
export const LOOPBACK = '127.0.0.1';

export interface Listening {
  readonly server: Server;
  readonly port: number;
}

/** Serves on the loopback interface. @param variable Names the port's setting. @throws {SettingsError} when the port is taken. */
export async function listen(listener: RequestListener, port: number, variable: string): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, port, variable)));
    server.listen(port, LOOPBACK, resolve);
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : port };
}

/** Takes no more requests, and gives those under way some time. */
export async function close({ server }: Listening, graceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  server.closeIdleConnections();
  await closed;
  clearTimeout(timer);
}

function explained(error: Error, port: number, variable: string): Error {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new SettingsError(
      `Port ${port} is taken, by another npm start perhaps; stop it, or set ${variable} to another port.`,
    );
  }
  if (code === 'EACCES') return new SettingsError(`Port ${port} may not be used; set ${variable} to one above 1023.`);
  return error;
}
