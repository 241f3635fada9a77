import { randomBytes } from 'node:crypto';
import type { Span, SpanAttributes, SpanName, SpanOptions, Tracer } from '../core/telemetry/tracer.ts';

export interface EndedSpan {
  readonly name: SpanName;
  readonly traceparent: string;
  readonly parent: string | undefined;
  readonly attributes: SpanAttributes;
  readonly error: unknown;
}

/** Keeps the spans that have ended, in the order in which they did. */
export class MemoryTracer implements Tracer {
  readonly spans: EndedSpan[] = [];

  start(name: SpanName, { parent, attributes: first = {} }: SpanOptions): Span {
    const traceId = parent?.split('-')[1] ?? randomBytes(16).toString('hex');
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
    let attributes = first;
    return {
      traceparent,
      set: (more) => {
        attributes = { ...attributes, ...more };
      },
      end: (error) => {
        this.spans.push({ name, traceparent, parent, attributes, error });
      },
    };
  }
}
