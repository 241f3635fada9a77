/** The steps of an event's way that are traced. */
export type SpanName = 'webhook' | 'verify' | 'publish' | 'handle' | 'command';

export interface SpanOptions {
  readonly kind: 'server' | 'producer' | 'consumer' | 'internal';
  /** W3C trace context of the span that led here. */
  readonly parent?: string | undefined;
  readonly attributes?: SpanAttributes;
}

/** What a span says of its step. Ids and names only: no payload, nothing personal. */
export interface SpanAttributes {
  readonly provider?: string | undefined;
  readonly eventId?: string | undefined;
  readonly eventType?: string | undefined;
  readonly messageId?: string | undefined;
  readonly secretVersion?: string | undefined;
  readonly consumer?: string | undefined;
  readonly command?: string | undefined;
  readonly attempt?: number | undefined;
  readonly outcome?: string | undefined;
  /** The records that a command wrote, as `collection/id`. For the local journal: no tracer sends it elsewhere. */
  readonly records?: readonly string[] | undefined;
}

/** One step under way. */
export interface Span {
  /** W3C trace context that names this span as a parent; it travels in the message. */
  readonly traceparent: string;
  set(attributes: SpanAttributes): void;
  /** @param error What the step failed with. */
  end(error?: unknown): void;
}

/** Records spans. The port is left out where tracing is off: then nothing of it is loaded and nothing is done. */
export interface Tracer {
  start(name: SpanName, options: SpanOptions): Span;
  /** Sends what was recorded. Called before a function ends, since its instance may then be frozen. Never rejects. */
  flush?(): Promise<void>;
}

/** Runs one step inside a span, where there is a tracer; else just runs it. */
export function traced<T>(
  tracer: Tracer | undefined,
  name: SpanName,
  options: SpanOptions,
  run: (span: Span | undefined) => T | Promise<T>,
): T | Promise<T> {
  return tracer === undefined ? run(undefined) : inSpan(tracer.start(name, options), run);
}

async function inSpan<T>(span: Span, run: (span: Span) => T | Promise<T>): Promise<T> {
  try {
    const result = await run(span);
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}
