import type { IncomingMessage } from 'node:http';
import { ApiError } from './replies.ts';

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

type Request = Pick<IncomingMessage, 'headers'>;

/**
 * Refuses what does not come from this machine's own pages and tools. A page of another site can send
 * requests here: its browser names the site. A name that was made to resolve to this machine (DNS rebinding)
 * is told by the Host header.
 * @throws {ApiError} `forbidden`
 */
export function requireOwnSite({ headers }: Request): void {
  const { host, origin } = headers;
  if (host === undefined || !LOOPBACK.test(host)) {
    throw new ApiError(
      403,
      'forbidden',
      'Open the console at http://127.0.0.1 or http://localhost; other host names are refused.',
    );
  }
  const site = headers['sec-fetch-site'];
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreignSite || (origin !== undefined && origin !== `http://${host}`)) {
    throw new ApiError(403, 'forbidden', 'Pages of other sites must not use the console. Open it directly.');
  }
}

/**
 * Refuses an action that no page of ours and no tool has sent: a page of another site cannot set this header
 * without asking first, and is refused then.
 * @throws {ApiError} `forbidden`
 */
export function requireAction({ headers }: Request): void {
  if (headers['x-console-action'] === '1') return;
  throw new ApiError(403, 'forbidden', 'An action needs the header x-console-action: 1.');
}
