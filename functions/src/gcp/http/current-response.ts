import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';
import { onRequestStart } from './request-start.ts';

const responses = new AsyncLocalStorage<ServerResponse>();

let subscribed = false;

/** Remembers the response of each request of this process, for {@link answerWith}. */
export function rememberResponses(): void {
  if (subscribed) return;
  subscribed = true;
  onRequestStart((_request, response) => responses.enterWith(response));
}

/**
 * Sets the status of the request that an event function was called for. The functions framework gives such a function
 * no response, and turns an error into a 500 with a stack trace on stderr, which Error Reporting takes for a crash and
 * sends mail about. A value that the function returns it sends with the status that it finds.
 * @returns false if there is no request: a function that is called directly has to throw.
 */
export function answerWith(status: number): boolean {
  const response = responses.getStore();
  if (response === undefined || response.headersSent) return false;
  response.statusCode = status;
  return true;
}
