import { once } from 'node:events';
import type { Server } from 'node:net';

/** The port that a server gets, once it listens. */
export async function portOf(server: Server): Promise<number> {
  if (!server.listening) await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return address.port;
}
