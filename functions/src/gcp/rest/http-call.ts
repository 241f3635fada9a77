import { request, type Agent } from 'node:http';

/** One HTTP request of ours to a service. */
export interface HttpCall {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Keeps the connections. One of `node:https` where the URL is https. */
  readonly agent?: Agent;
  /** Ends the request. */
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Sends a request and resolves with its whole answer, of whatever status. By `node:http`, which the functions framework
 * has loaded anyway: the first use of `fetch` loads its own client.
 */
export function httpCall({ url, method, headers, body, ...others }: HttpCall): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const call = request(url, { method, headers: { ...headers, ...length }, ...others }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
      answer.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}
