import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CRC32C } from '@google-cloud/storage';

/** Plays the part of Cloud Storage's JSON API that large events need, on the loopback interface. */
export interface FakeCloudStorage {
  readonly url: string;
  /** Objects by name. */
  readonly objects: Map<string, Buffer>;
  close(): void;
}

/** @see https://cloud.google.com/storage/docs/json_api/v1/objects */
export async function startFakeCloudStorage(): Promise<FakeCloudStorage> {
  const objects = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://storage.test');
      const reply = (status: number, body: string | Buffer, type = 'application/json') => {
        response.writeHead(status, { 'content-type': type }).end(body);
      };
      if (request.method === 'POST' && pathname.startsWith('/upload/')) {
        const { name, body } = partsOf(await bodyOf(request), request.headers['content-type'] ?? '', searchParams);
        objects.set(name, body);
        const checksum = new CRC32C();
        checksum.update(body);
        return reply(200, JSON.stringify({ name, size: String(body.byteLength), crc32c: checksum.toString() }));
      }
      const kept = objects.get(decodeURIComponent(pathname.split('/o/')[1] ?? ''));
      return kept === undefined
        ? reply(404, '{"error":{"code":404,"message":"No such object"}}')
        : reply(200, kept, 'application/json');
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${portOf(server.address())}`, objects, close: () => server.close() };
}

/** A multipart upload: a part of metadata, a part of content. */
function partsOf(bytes: Buffer, type: string, query: URLSearchParams): { name: string; body: Buffer } {
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1];
  if (boundary === undefined) return { name: query.get('name') ?? '', body: bytes };
  const [, metadata = '', content = ''] = bytes.toString('latin1').split(`--${boundary}`);
  const bodyIn = (part: string) => Buffer.from(part.slice(part.indexOf('\r\n\r\n') + 4, -2), 'latin1');
  const { name }: { name?: string } = JSON.parse(bodyIn(metadata).toString());
  return { name: name ?? query.get('name') ?? '', body: bodyIn(content) };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
