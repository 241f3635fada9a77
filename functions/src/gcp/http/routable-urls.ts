import type { IncomingMessage } from 'node:http';
import { onRequestStart } from './request-start.ts';

/** The property in which a request keeps its original URL, if that was replaced. */
const RECEIVED = Symbol('received URL');

let subscribed = false;

/**
 * Lets every request reach the function. Express, inside the functions framework, routes by the decoded path: one that
 * cannot be decoded, `*`, or a URL without a path it answers itself, as HTML, with a stack trace on stderr.
 */
export function keepUrlsRoutable(): void {
  if (subscribed) return;
  subscribed = true;
  onRequestStart((request) => {
    const { url = '' } = request;
    if (isRoutable(url)) return;
    Object.assign(request, { [RECEIVED]: url });
    request.url = '/';
  });
}

/** Path and query as they were received. */
export function receivedUrl(request: IncomingMessage): string {
  if (RECEIVED in request && typeof request[RECEIVED] === 'string') return request[RECEIVED];
  // Express strips the path that a function is mounted at from `url`.
  return 'originalUrl' in request && typeof request.originalUrl === 'string'
    ? request.originalUrl
    : (request.url ?? '');
}

function isRoutable(url: string): boolean {
  if (!url.startsWith('/')) return false;
  if (!url.includes('%')) return true;
  try {
    const [path = ''] = url.split('?', 1);
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
