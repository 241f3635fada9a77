import type { LedgerKey } from '../ledger/store.ts';
import type { Span, Tracer } from '../telemetry/tracer.ts';

/** Starts the span of one command, inside that of its delivery; undefined if tracing is off. */
export function startCommandSpan(
  tracer: Tracer | undefined,
  delivery: Span | undefined,
  key: LedgerKey,
  step: { readonly command: string; readonly attempt: number },
): Span | undefined {
  return tracer?.start('command', {
    kind: 'internal',
    parent: delivery?.traceparent,
    attributes: { consumer: key.consumer, eventId: key.id, ...step },
  });
}
