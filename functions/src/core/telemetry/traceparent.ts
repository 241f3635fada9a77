const TRACEPARENT = /^(00-[0-9a-f]{32}-[0-9a-f]{16}-)[0-9a-f]{2}$/;
const CLOUD_TRACE = /^([0-9a-f]{32})\/(\d{1,20})(?:;o=[01])?$/;

/** Nobody of ours has sampled it. Whether a trace is kept is not for whoever sends a request to say. */
const NOT_SAMPLED = '00';

/**
 * The W3C trace context of a request, from `traceparent` or from Google's older `X-Cloud-Trace-Context`, as not sampled.
 * Anything malformed is left out: it would end up in logs and attributes.
 * @see https://www.w3.org/TR/trace-context/ and https://cloud.google.com/trace/docs/trace-context
 */
export function traceparentOf(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const traceparent = headers['traceparent'];
  const [, context] = (typeof traceparent === 'string' && TRACEPARENT.exec(traceparent)) || [];
  if (context !== undefined) return context + NOT_SAMPLED;
  const cloud = headers['x-cloud-trace-context'];
  const [, traceId, span] = (typeof cloud === 'string' && CLOUD_TRACE.exec(cloud)) || [];
  if (traceId === undefined || span === undefined) return undefined;
  const spanId = BigInt.asUintN(64, BigInt(span)).toString(16).padStart(16, '0');
  return `00-${traceId}-${spanId}-${NOT_SAMPLED}`;
}
