import { messageOf } from '../../functions/src/core/event/error-text.ts';
import type { OutgoingMessage } from '../../functions/src/core/event/platform-event.ts';
import type { TimelineSpan } from '../../functions/src/core/inspect/timeline.ts';
import type { Span, SpanAttributes, SpanName, SpanOptions, Tracer } from '../../functions/src/core/telemetry/tracer.ts';
import { newSpanId, newTraceId } from './random-ids.ts';

/** A step that began by a request or a delivery, with all that was done within it. */
export interface EndedStep {
  readonly name: 'webhook' | 'handle';
  /** The span's id of whatever led to it. */
  readonly parent: string | undefined;
  readonly attributes: SpanAttributes;
  readonly failed: boolean;
  readonly endedAt: Date;
  /** Ids of the events that it published. */
  readonly eventIds: readonly string[];
  /** In the order in which they began. */
  readonly spans: readonly TimelineSpan[];
}

interface Step {
  readonly eventIds: Set<string>;
  /** In the order in which they ended, with when they began: finer than the milliseconds that they are printed with. */
  readonly spans: { readonly begun: number; readonly span: TimelineSpan }[];
}

/** Keeps spans until the request or the delivery that they belong to has ended, and hands them on together. */
export class LocalTracer implements Tracer {
  /** Steps under way, by the trace context that they give to their parts. */
  readonly #steps = new Map<string, Step>();
  readonly #onEnd: (step: EndedStep) => void;

  constructor(onEnd: (step: EndedStep) => void) {
    this.#onEnd = onEnd;
  }

  start(name: SpanName, { parent, attributes: first = {} }: SpanOptions): Span {
    const [, traceId = newTraceId(), parentId] = parent?.split('-') ?? [];
    const id = newSpanId();
    const traceparent = `00-${traceId}-${id}-01`;
    const begun = performance.now();
    let attributes = first;
    const isWhole = name === 'webhook' || name === 'handle';
    const step: Step | undefined = isWhole
      ? { eventIds: new Set(), spans: [] }
      : parent === undefined
        ? undefined
        : this.#steps.get(parent);
    if (isWhole && step !== undefined) this.#steps.set(traceparent, step);
    return {
      traceparent,
      set: (more) => {
        attributes = { ...attributes, ...more };
      },
      end: (error) => {
        const ended = performance.now();
        const span: TimelineSpan = {
          id,
          ...(parentId !== undefined && { parent: parentId }),
          name,
          start: new Date(performance.timeOrigin + begun).toISOString(),
          durationMs: Math.round((ended - begun) * 100) / 100,
          ...(error !== undefined && { error: messageOf(error) }),
          attributes,
        };
        step?.spans.push({ begun, span });
        if (!isWhole || step === undefined) return;
        this.#steps.delete(traceparent);
        this.#onEnd({
          name,
          parent: parentId,
          attributes,
          failed: error !== undefined,
          endedAt: new Date(performance.timeOrigin + ended),
          eventIds: [...step.eventIds],
          spans: step.spans.toSorted((a, b) => a.begun - b.begun).map(({ span: one }) => one),
        });
      },
    };
  }

  /** Notes the events that a request under way has published: its span tells only the first of them. */
  published(messages: readonly OutgoingMessage[]): void {
    for (const { attributes } of messages) {
      const { traceparent = '', id } = attributes;
      if (id !== undefined) this.#steps.get(traceparent)?.eventIds.add(id);
    }
  }
}
