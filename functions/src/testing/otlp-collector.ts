import { createServer, type Server } from 'node:http';

/** A span as it arrived. */
export interface CollectedSpan {
  readonly name: string;
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Empty for one that began its trace. */
  readonly parentSpanId: string;
  /** Those that are text. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Takes spans by OTLP over HTTP on this machine. */
export class OtlpCollector implements AsyncDisposable {
  readonly spans: CollectedSpan[] = [];
  /** Content types of the requests. */
  readonly contentTypes: (string | undefined)[] = [];
  /** What `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` is to be. */
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}/v1/traces`;
    server.on('request', (request, response) => {
      this.contentTypes.push(request.headers['content-type']);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.spans.push(...spansIn(Buffer.concat(chunks)));
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      });
    });
  }

  static async start(): Promise<OtlpCollector> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    return new OtlpCollector(server, address.port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/**
 * The spans of an `ExportTraceServiceRequest`.
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
function spansIn(message: Buffer): CollectedSpan[] {
  const messages = (from: readonly Buffer[], field: number) => from.flatMap((one) => fieldsOf(one).get(field) ?? []);
  const resourceSpans = messages([message], 1);
  const scopeSpans = messages(resourceSpans, 2);
  return messages(scopeSpans, 2).map((span) => {
    const fields = fieldsOf(span);
    const bytes = (field: number) => fields.get(field)?.[0] ?? Buffer.alloc(0);
    return {
      traceId: bytes(1).toString('hex'),
      spanId: bytes(2).toString('hex'),
      parentSpanId: bytes(4).toString('hex'),
      name: bytes(5).toString('utf8'),
      attributes: Object.fromEntries((fields.get(9) ?? []).map(attributeOf)),
    };
  });
}

function attributeOf(keyValue: Buffer): readonly [string, string] {
  const fields = fieldsOf(keyValue);
  const value = fieldsOf(fields.get(2)?.[0] ?? Buffer.alloc(0));
  return [String(fields.get(1)?.[0]), String(value.get(1)?.[0] ?? '')];
}

const VARINT = 0;
const FIXED_64 = 1;
const DELIMITED = 2;

/** The length-delimited fields of a protobuf message, by number. */
function fieldsOf(message: Buffer): ReadonlyMap<number, readonly Buffer[]> {
  const fields = new Map<number, Buffer[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const [field, type] = [tag >> 3, tag & 7];
    if (type === VARINT) varint();
    else if (type === DELIMITED) {
      const length = varint();
      fields.set(field, [...(fields.get(field) ?? []), message.subarray(at, at + length)]);
      at += length;
    } else at += type === FIXED_64 ? 8 : 4;
  }
  return fields;
}
