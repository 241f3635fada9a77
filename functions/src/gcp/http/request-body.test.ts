import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBody } from './request-body.ts';

const MEGABYTE = 1024 * 1024;

/** A request whose body arrives in these chunks. */
function requestOf(chunks: Iterable<Uint8Array>, headers: IncomingMessage['headers'] = {}): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  const rest = chunks[Symbol.iterator]();
  request._read = () => {
    const { done, value } = rest.next();
    request.push(done === true ? null : value);
  };
  return request;
}

async function read(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  return readBody('acme', request, maxBytes);
}

const refusal = (name: string) => expect.objectContaining({ code: `acme/${name}` });

it('a body whose sender was gone before it was looked at is refused, and not waited for', () => {
  const request = new IncomingMessage(new Socket());
  request.destroy();
  expect(() => readBody('acme', request, 1_000)).toThrow('The sender gave up');
});

it('a body in single bytes is the same as in one piece', async () => {
  const body = Buffer.from(JSON.stringify({ text: 'x'.repeat(20_000) }));
  const single = Array.from(body, (byte) => Buffer.from([byte]));
  expect(Buffer.from(await read(requestOf(single), 30_000)).equals(body)).toBe(true);
});

it('an error after the end takes nothing of the body away', async () => {
  const request = requestOf([Buffer.alloc(10, 'a'), Buffer.alloc(10, 'b')]);
  const body = await read(request, 100);
  request.emit('error', new Error('reset'));
  expect(Buffer.from(body).toString()).toBe('a'.repeat(10) + 'b'.repeat(10));
});

describe('a compressed body', () => {
  const gzip = { 'content-encoding': 'gzip' };

  it('is inflated, in whatever pieces it comes', async () => {
    const body = Buffer.from(JSON.stringify({ text: 'événement '.repeat(2_000) }));
    const pieces = Array.from(gzipSync(body), (byte) => Buffer.from([byte]));
    expect(Buffer.from(await read(requestOf(pieces, gzip), MEGABYTE)).equals(body)).toBe(true);
  });

  it('over the limit on the wire is refused, though nothing comes out of it', async () => {
    // An empty block of deflate, which may follow itself for ever.
    const empty = Buffer.from([0x00, 0x00, 0x00, 0xff, 0xff]);
    let sent = 0;
    function* endless(): Generator<Uint8Array> {
      yield deflateSync('').subarray(0, 2);
      while (sent < 100 * MEGABYTE) {
        sent += empty.byteLength * 1_000;
        yield Buffer.concat(Array.from({ length: 1_000 }, () => empty));
      }
    }
    const request = requestOf(endless(), { 'content-encoding': 'deflate' });
    await expect(read(request, MEGABYTE)).rejects.toThrow(refusal('payload-too-large'));
    expect(sent).toBeLessThan(2 * MEGABYTE);
  });

  it('over the limit once it is inflated is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(MEGABYTE));
    await expect(read(requestOf([bomb], gzip), MEGABYTE - 1)).rejects.toThrow(refusal('payload-too-large'));
  });

  it('may inflate to 1 MiB at any rate, and beyond that to 200 times its size', async () => {
    const small = Buffer.alloc(MEGABYTE);
    expect(await read(requestOf([gzipSync(small)], gzip), 30 * MEGABYTE)).toHaveLength(MEGABYTE);
    const bomb = gzipSync(Buffer.alloc(20 * MEGABYTE));
    const refused = read(requestOf([bomb], gzip), 30 * MEGABYTE);
    await expect(refused).rejects.toThrow(refusal('payload-too-large'));
    await expect(refused).rejects.toThrow('more than 200 times');
  });
});
