import type { IncomingMessage } from 'node:http';
import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import type { JsonObject } from '../google/json.ts';

/** One request as it arrived. `path` begins with the service: `pubsub/projects/demo/topics/t`. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  readonly authorization: string | undefined;
}

/** Reads a request as it arrives at a server. */
export async function requestOf(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
  const body: unknown = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
  return {
    method: incoming.method ?? 'GET',
    path: decodeURIComponent(pathname.slice(1)),
    query: searchParams,
    body: isJsonObject(body) ? body : {},
    authorization: incoming.headers.authorization,
  };
}
