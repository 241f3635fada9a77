import type { IncomingMessage } from 'node:http';
import { IntegrationError } from '../core/event/errors.ts';
import { payloadTooLarge } from '../core/ingest/request.ts';

/** How much of a refused body is still taken off the wire, so that its sender gets to read the answer. */
const MAX_DISCARDED_BYTES = 32 * 1024 * 1024;
const MAX_DISCARD_MS = 10_000;

/**
 * The body of a request, byte for byte: as the framework kept it, else read here. The framework keeps none
 * where the content type is missing or malformed.
 * @throws {IntegrationError} `payload-too-large`, before reading where the length is declared; `bad-webhook-request`
 * where the sender gave up half-way.
 */
export async function readBody(provider: string, request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const kept = 'rawBody' in request ? request.rawBody : undefined;
  if (kept instanceof Uint8Array) return kept;
  if (Number(request.headers['content-length']) > maxBytes) throw payloadTooLarge(provider, maxBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // Leaving the loop must not destroy the stream: the answer goes out on the same socket.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) continue;
      bytes += chunk.byteLength;
      if (bytes > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new IntegrationError(
      provider,
      'bad-webhook-request',
      'The request ended before its body did; send it again.',
      {
        cause,
      },
    );
  }
  if (bytes > maxBytes) throw payloadTooLarge(provider, maxBytes);
  return Buffer.concat(chunks);
}

/**
 * Takes the unread rest of a refused body off the wire, and ends the connection where that goes on too long.
 * Closing at once would reset the connection, and the sender would never see the answer.
 */
export function discardBody(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  let bytes = 0;
  const timer = setTimeout(() => request.destroy(), MAX_DISCARD_MS).unref();
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > MAX_DISCARDED_BYTES) request.destroy();
  });
  request.on('error', () => undefined);
  request.once('close', () => clearTimeout(timer));
}
