import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { IntegrationError } from '../../core/event/errors.ts';
import { payloadTooLarge } from '../../core/ingest/request.ts';

/** How much of a refused body is still taken off the wire, so that its sender gets to read the answer. */
const MAX_DISCARDED_BYTES = 32 * 1024 * 1024;
const MAX_DISCARD_MS = 10_000;

const DECODERS = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };

/**
 * The body of a request after content decoding, byte for byte: as the framework kept it, else read here.
 * @param maxBytes The limit, of what is on the wire and of what comes out of it.
 * @throws {IntegrationError} `payload-too-large`, before reading where the length is declared; `bad-webhook-request`
 * where the sender gave up half-way or the body cannot be inflated.
 */
export function readBody(
  provider: string,
  request: IncomingMessage,
  maxBytes: number,
): Uint8Array | Promise<Uint8Array> {
  const kept = 'rawBody' in request ? request.rawBody : undefined;
  if (kept instanceof Uint8Array) return kept;
  // Nothing that is listened for would come any more.
  if (request.destroyed && !request.readableEnded) throw badBody(provider, 'The sender gave up; send it again.');
  if (Number(request.headers['content-length']) > maxBytes) throw payloadTooLarge(provider, maxBytes);
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') return readAll(provider, request, maxBytes);
  if (!isKnown(encoding)) {
    throw badBody(
      provider,
      `A body cannot be encoded as that; send it as it is, or by ${Object.keys(DECODERS).join(', ')}.`,
    );
  }
  return readInflated(provider, request, DECODERS[encoding](), maxBytes);
}

async function readInflated(
  provider: string,
  request: IncomingMessage,
  decoder: Transform,
  maxBytes: number,
): Promise<Uint8Array> {
  request.once('error', (error) => decoder.destroy(error));
  request.pipe(decoder);
  try {
    return await readAll(provider, decoder, maxBytes);
  } finally {
    request.unpipe(decoder);
    decoder.destroy();
  }
}

/** By events, not by its iterator: that takes a dozen promises for one body. */
function readAll(provider: string, stream: Readable, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    // The stream is left alive: the answer goes out on the same socket.
    const stop = () => stream.off('data', onData).off('end', onEnd).off('close', onLost).pause();
    const onData = (chunk: Buffer) => {
      bytes += chunk.byteLength;
      chunks.push(chunk);
      if (bytes <= maxBytes) return;
      stop();
      reject(payloadTooLarge(provider, maxBytes));
    };
    const onEnd = () => {
      // Nothing but its close can follow, and that is no loss any more.
      stream.off('close', onLost);
      // Most bodies come in one piece, which needs no copy.
      const [only] = chunks;
      resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks));
    };
    const onLost = (cause?: unknown) => {
      stop();
      const message = 'The body ended too early or cannot be inflated; send it again as it was signed.';
      reject(badBody(provider, message, cause));
    };
    stream.on('error', onLost).on('close', onLost).on('end', onEnd).on('data', onData);
  });
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
  // Whoever read it before may have left it paused, and then a listener alone does not set it going.
  request.resume();
}

function isKnown(encoding: string): encoding is keyof typeof DECODERS {
  return Object.hasOwn(DECODERS, encoding);
}

function badBody(provider: string, message: string, cause?: unknown): IntegrationError {
  return new IntegrationError(provider, 'bad-webhook-request', message, cause === undefined ? undefined : { cause });
}
