import type * as OpenTelemetry from '@opentelemetry/api';
import type * as Sdk from '@opentelemetry/sdk-trace';

/** What of OpenTelemetry a sampler takes; loaded only where tracing is on. */
interface Modules {
  readonly api: Pick<typeof OpenTelemetry, 'SpanKind'>;
  readonly sdk: Pick<typeof Sdk, 'ParentBasedSampler' | 'SamplingDecision'>;
}

/**
 * Keeps a share of the traces, each whole or not at all. The choice falls at random as a request arrives, and all that
 * follows from it goes by that choice, which travels in our own `traceparent`. What a request says of sampling, and the
 * trace id that it brings, decide nothing: anybody may send them.
 * @param ratio From 0 to 1.
 * @param random Draws a number from 0 to 1.
 */
export function shareSampler({ api, sdk }: Modules, ratio: number, random: () => number): Sdk.Sampler {
  const { RECORD_AND_SAMPLED, NOT_RECORD } = sdk.SamplingDecision;
  const atRandom: Sdk.Sampler = {
    shouldSample: () => ({ decision: random() < ratio ? RECORD_AND_SAMPLED : NOT_RECORD }),
    toString: () => `AtRandom{${ratio}}`,
  };
  const asItsParent = new sdk.ParentBasedSampler({ root: atRandom });
  return {
    shouldSample: (context, traceId, name, kind, attributes, links) => {
      const sampler = kind === api.SpanKind.SERVER ? atRandom : asItsParent;
      return sampler.shouldSample(context, traceId, name, kind, attributes, links);
    },
    toString: () => `Share{${ratio}}`,
  };
}
