import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { IntegrationError } from '../../core/event/errors.ts';
import { payloadTooLarge } from '../../core/ingest/acceptance.ts';
import { JoinedChunks } from './joined-chunks.ts';

/** How much of a refused body is still taken off the wire, so that its sender gets to read the answer. */
const MAX_DISCARDED_BYTES = 32 * 1024 * 1024;
const MAX_DISCARD_MS = 10_000;

/**
 * Compressed bodies may inflate to 1 MiB whatever their size, and beyond that to 200 times what came over the wire.
 * Events inflate to 5 or 20 times; Apache's mod_deflate draws the line at 200, too.
 * @see https://httpd.apache.org/docs/2.4/mod/mod_deflate.html#deflateinflateratiolimit
 */
const ALWAYS_INFLATED_BYTES = 1024 * 1024;
const MAX_INFLATION = 200;

const DECODERS = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };

/**
 * The body of a request after content decoding, byte for byte: as the framework kept it, else read here.
 * @param maxBytes The limit of what is on the wire, and of what comes out of it.
 * @throws {IntegrationError} `payload-too-large`, before reading if the length is declared; `bad-webhook-request` if the
 * sender gave up half-way or the body cannot be inflated.
 */
export function readBody(
  provider: string,
  request: IncomingMessage,
  maxBytes: number,
): Uint8Array | Promise<Uint8Array> {
  const kept = 'rawBody' in request ? request.rawBody : undefined;
  if (kept instanceof Uint8Array) return kept;
  // No event would come any more.
  if (request.destroyed && !request.readableEnded) throw badBody(provider, 'The sender gave up; send it again.');
  if (Number(request.headers['content-length']) > maxBytes) throw payloadTooLarge(provider, maxBytes);
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') return readAll(provider, request, maxBytes);
  if (!isKnown(encoding)) {
    const known = Object.keys(DECODERS).join(', ');
    throw badBody(provider, `The content encoding is unknown; send the body as it is, or as ${known}.`);
  }
  return readInflated(provider, request, DECODERS[encoding](), maxBytes);
}

async function readInflated(
  provider: string,
  request: IncomingMessage,
  decoder: Transform,
  maxBytes: number,
): Promise<Uint8Array> {
  let onWire = 0;
  const count = (chunk: Buffer) => {
    onWire += chunk.byteLength;
    // Compressed bytes may go on for ever and come to nothing.
    if (onWire > maxBytes) decoder.destroy(payloadTooLarge(provider, maxBytes));
  };
  request.once('error', (error) => decoder.destroy(error));
  request.on('data', count).pipe(decoder);
  try {
    return await readAll(provider, decoder, maxBytes, (inflated) => {
      if (inflated > ALWAYS_INFLATED_BYTES && inflated > MAX_INFLATION * onWire) throw inflatesTooMuch(provider);
    });
  } finally {
    request.off('data', count).unpipe(decoder);
    decoder.destroy();
  }
}

/**
 * By events, not by its iterator: that takes a dozen promises for one body.
 * @param check Called with the number of bytes so far; what it throws ends the reading.
 */
function readAll(
  provider: string,
  stream: Readable,
  maxBytes: number,
  check?: (bytes: number) => void,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks = new JoinedChunks(maxBytes);
    let bytes = 0;
    // Listeners stay: removing them costs more than a look at this. And a late error needs one.
    let isOver = false;
    const fail = (error: unknown) => {
      if (isOver) return;
      isOver = true;
      // The stream is left alive: the answer goes out on the same socket.
      stream.off('data', onData).pause();
      chunks.discard();
      reject(IntegrationError.is(error) ? error : lostBody(provider, error));
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.byteLength;
      try {
        check?.(bytes);
        if (!chunks.add(chunk)) fail(payloadTooLarge(provider, maxBytes));
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = () => {
      if (isOver) return;
      isOver = true;
      resolve(chunks.all());
    };
    const onLost = (cause?: unknown) => fail(cause);
    stream.on('error', onLost).on('close', onLost).on('end', onEnd).on('data', onData);
  });
}

/**
 * Takes the unread rest of a refused body off the wire, and ends the connection if that takes too long.
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

function inflatesTooMuch(provider: string): IntegrationError {
  const message = `The body inflates to more than ${MAX_INFLATION} times its compressed size; send it as it is.`;
  return new IntegrationError(provider, 'payload-too-large', message);
}

function lostBody(provider: string, cause: unknown): IntegrationError {
  return badBody(provider, 'The body ended too early or cannot be inflated; send it again as it was signed.', cause);
}

function badBody(provider: string, message: string, cause?: unknown): IntegrationError {
  return new IntegrationError(provider, 'bad-webhook-request', message, cause === undefined ? undefined : { cause });
}
