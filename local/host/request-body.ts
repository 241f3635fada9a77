import type { IncomingMessage } from 'node:http';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** More than any integration accepts; what is over it is cut there, and refused by the function for its length. */
const MAX_BYTES = 32 * 1024 * 1024;

const DECODERS = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };

/**
 * The body of a compressed request, inflated as Cloud Functions does it. One that cannot be inflated comes as
 * it was received, so that the function refuses it by its own rules.
 * @returns undefined for a request that is not compressed: the function reads it by itself, up to its limit.
 */
export async function inflatedBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase();
  if (encoding === undefined || !isKnown(encoding)) return undefined;
  const received: Buffer[] = [];
  const decoder = DECODERS[encoding]();
  request.on('data', (chunk: Buffer) => received.push(chunk));
  request.on('error', (error) => decoder.destroy(error));
  request.pipe(decoder);
  try {
    const inflated: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of decoder) {
      if (!Buffer.isBuffer(chunk)) continue;
      inflated.push(chunk);
      bytes += chunk.byteLength;
      if (bytes > MAX_BYTES) break;
    }
    return Buffer.concat(inflated);
  } catch {
    return Buffer.concat(received);
  } finally {
    request.unpipe(decoder);
    request.removeAllListeners('data');
    request.resume();
  }
}

function isKnown(encoding: string): encoding is keyof typeof DECODERS {
  return Object.hasOwn(DECODERS, encoding);
}
