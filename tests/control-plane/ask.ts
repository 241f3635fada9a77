import { request as httpRequest } from 'node:http';
import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { objectAt, textAt, type JsonObject } from '../../ops/delivery/google/json.ts';
import type { ControlPlane } from './control-plane.ts';
import { TOKEN } from './unpublished.ts';

/** An answer: its body, or in what Google refuses. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  /** Google's name of the reason. */
  readonly code: string | undefined;
  readonly message: string;
}

/**
 * Asks the control plane directly, as somebody who has signed in.
 * @param url `https://pubsub.googleapis.com/v1/…`
 */
export async function ask(
  plane: ControlPlane,
  verb: string,
  url: string,
  body?: object,
  token = TOKEN,
): Promise<Answer> {
  const { host, pathname, search } = new URL(url);
  const headers = { host, authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const options = { host: '127.0.0.1', port: plane.port, method: verb, path: pathname + search, headers };
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = httpRequest(options, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
  const answer: unknown = text === '' ? {} : JSON.parse(text);
  const found = isJsonObject(answer) ? answer : {};
  const error = objectAt(found, 'error');
  return { status, body: found, code: textAt(error, 'status'), message: textAt(error, 'message') ?? '' };
}
