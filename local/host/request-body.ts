import type { IncomingMessage } from 'node:http';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Logger } from '../../functions/src/core/logger.ts';

/** More than any integration accepts; what is over it is cut there, and refused by the function for its length. */
const MAX_BYTES = 32 * 1024 * 1024;

const DECODERS = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };

/**
 * The body of a compressed request, inflated as Cloud Functions does it. There it answers one that cannot be
 * inflated by itself; here the function does, given no body.
 * @returns undefined for a request that is not compressed: the function reads it by itself, up to its limit.
 */
export async function inflatedBody(request: IncomingMessage, log: Logger): Promise<Buffer | undefined> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase();
  if (encoding === undefined || !isKnown(encoding)) return undefined;
  const decoder = DECODERS[encoding]();
  request.once('error', (error) => decoder.destroy(error));
  request.pipe(decoder);
  const inflated: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decoder) {
      if (!Buffer.isBuffer(chunk)) continue;
      inflated.push(chunk);
      bytes += chunk.byteLength;
      if (bytes > MAX_BYTES) break;
    }
    return Buffer.concat(inflated);
  } catch (error) {
    log.warn('A body could not be inflated; the function is given none', { encoding, error });
    return Buffer.alloc(0);
  } finally {
    // The rest of it, read and thrown away: the sender would not read the answer before.
    request.unpipe(decoder);
    request.resume();
  }
}

function isKnown(encoding: string): encoding is keyof typeof DECODERS {
  return Object.hasOwn(DECODERS, encoding);
}
