import type { SampleDelivery, SampleRequest, Samples } from '../../functions/src/core/integration/samples.ts';

/** A request that arrived before. */
export interface EarlierRequest {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** An id that no header holds by chance. */
const PROBE = '7d1f0c2e9b5a4836';
const SIGNATURE = /signature|hmac/;

/**
 * The same delivery once more, signed again: the body byte for byte, and the ids that providers put into headers,
 * so that it stays the same event.
 */
export function resigned(
  { samples, ...delivery }: { readonly samples: Samples } & Omit<SampleDelivery, 'id' | 'body'>,
  { headers, body }: EarlierRequest,
): SampleRequest {
  const before = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const make = (id: string) => samples.request({ ...delivery, body, id });
  const [probe, other] = [make(PROBE), make(`${PROBE}0`)];
  const id = idIn(probe, before);
  if (id !== undefined) return make(id);
  // An id that was made into something else cannot be found out, but copied: where it were signed, it would be in
  // the header as it is.
  const varying = Object.keys(probe.headers).filter(
    (name) => probe.headers[name] !== other.headers[name] && !SIGNATURE.test(name),
  );
  const copied = varying.flatMap((name) => (before.has(name) ? [[name, before.get(name) ?? '']] : []));
  return { ...probe, headers: { ...probe.headers, ...Object.fromEntries(copied) } };
}

/** The id in the headers of before, where the kit puts it as it is: `msg_<id>`. */
function idIn(probe: SampleRequest, before: ReadonlyMap<string, string>): string | undefined {
  for (const [name, value] of Object.entries(probe.headers)) {
    const [prefix = '', suffix] = value.split(PROBE);
    const earlier = before.get(name.toLowerCase());
    if (suffix === undefined || !earlier?.startsWith(prefix) || !earlier.endsWith(suffix)) continue;
    return earlier.slice(prefix.length, earlier.length - suffix.length);
  }
  return undefined;
}
