import { isJsonObject } from '../../core/event/json.ts';
import { isFactual } from '../../core/integration/facts.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { keysOf, valueAt } from '../../core/event/json-pointer.ts';
import type { ProviderTopic } from '../../core/integration/provider-topic.ts';
import type { Samples } from '../../core/integration/samples.ts';
import { factsOf } from '../../core/scheme/scheme-facts.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { vectorFilesOf } from '../../../../tests/vectors.ts';

/** What neither the scheme nor the places of an integration say. Everything else is derived from them. */
export interface ConformanceOptions {
  /** Files of cases with the official verifier's verdict. Default: every existing file of the provider. */
  readonly vectors?: readonly string[];
  /** False if the URL or nothing but a batch's first element is covered: bytes that no signature covers are not changed. */
  readonly signsWholeBody?: boolean;
  /** Why the integration refuses a signed object that is not an event it knows: a rule of the provider's. */
  readonly refusesUnknown?: string;
  /** Whether even an authentic text that is not a JSON object is kept: the provider holds up its events if one is refused. */
  readonly keepsAnyText?: boolean;
  /** The provider's own topic, if it publishes to one. */
  readonly topic?: ProviderTopic;
  /** How a request carries several events. */
  readonly batch?: BatchFormat;
  /** True if the official verifier decodes the signature leniently, so that what follows it is ignored. */
  readonly ignoresSignaturePadding?: boolean;
  /** The official verifier's own verdict, if there is one that the integration does not call itself. Ours may refuse more, never less. */
  readonly official?: (request: RawWebhook, secret: string, now: Date) => boolean | Promise<boolean>;
}

export interface BatchFormat {
  /** A type whose samples come in this form. */
  readonly type: string;
  /** The events of a sample's body. */
  open(body: unknown): readonly unknown[];
  /** The body that carries these. */
  close(events: readonly unknown[], body: unknown): unknown;
}

/** What the suite has to know of an integration. */
export type Traits = ConformanceOptions & {
  readonly vectors: readonly string[];
  /** Seconds that a signed time may be ahead of ours, if that is less than the window. */
  readonly aheadSeconds?: number;
};

/** Derives from the facts of an integration what they say, and takes the rest from the options. */
export function traitsOf<Native>(
  integration: Integration<Native>,
  samples: Samples,
  options: ConformanceOptions,
): Traits {
  const vectors = vectorFilesOf(integration.provider);
  if (!isFactual(integration)) return { vectors, ...options };
  const { scheme, places } = integration;
  const facts = factsOf(scheme);
  // If the signature is in the body too, even an object that holds nothing else has a time.
  const isTimeInBody = scheme.kind !== 'custom' && 'time' in scheme && scheme.time?.at !== undefined;
  return {
    vectors,
    ignoresSignaturePadding: facts.ignoresPadding,
    ...(facts.aheadSeconds !== undefined && { aheadSeconds: facts.aheadSeconds }),
    ...(isTimeInBody && { refusesUnknown: 'without the signed time in the body it could be of any age' }),
    ...(places.list !== undefined && { batch: batchAt(places.list, samples) }),
    ...options,
  };
}

function batchAt(pointer: string, { types: [type = ''] }: Samples): BatchFormat {
  return {
    type,
    open: (body) => {
      const list = valueAt(body, pointer);
      return Array.isArray(list) ? list : [];
    },
    close: (events, body) => replaced(body, keysOf(pointer), events),
  };
}

/** The same value with another one at a place. */
function replaced(value: unknown, [key, ...rest]: readonly string[], inner: unknown): unknown {
  if (key === undefined) return inner;
  return isJsonObject(value) ? { ...value, [key]: replaced(value[key], rest, inner) } : value;
}
