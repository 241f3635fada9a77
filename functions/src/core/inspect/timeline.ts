import type { SpanAttributes, SpanName } from '../telemetry/tracer.ts';

/** Reads what happened to an event, step by step, for people. Only the local host keeps it. */
export interface TimelineReader {
  /** The steps of an event's way through the service, in the order in which they began. */
  timeline(event: {
    readonly provider: string;
    readonly source: string;
    readonly id: string;
  }): Promise<readonly TimelineSpan[]>;
}

/** One step of an event's way that has ended. */
export interface TimelineSpan {
  /** 16 hex digits. */
  readonly id: string;
  /** The step that it is a part of, or that led to it. */
  readonly parent?: string;
  readonly name: SpanName;
  /** RFC 3339, when it began. */
  readonly start: string;
  readonly durationMs: number;
  /** What it failed with. */
  readonly error?: string;
  readonly attributes: SpanAttributes;
}
