import {
  buildEvent,
  decodeEnvelope,
  encodeEvent,
  isPlatformEvent,
  notPlatformEvent,
  type PlatformEvent,
} from '../core/event/platform-event.ts';
import type { Integration } from '../core/integration/integration.ts';
import { describeAll } from '../core/integration/recognition.ts';
import type { SampleRequest, Samples } from '../core/integration/samples.ts';
import type { RawWebhook } from '../core/scheme/raw-webhook.ts';
import { withFields, type Fields } from '../core/integration/set-fields.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

export interface SampleOptions {
  readonly id?: string;
  readonly now?: Date;
  /** Sets chosen fields of the body before it is signed, by JSON pointer: `{ '/data/object/id': 'in_7' }`. */
  readonly fields?: Fields;
  /** Changes the body before it is signed, after `fields`. */
  readonly edit?: (body: string) => string;
}

/** The platform events of one signed sample, taken through verification, description and the wire as in production. */
export async function sampleEvents<Native>(
  integration: Integration<Native>,
  samples: Samples,
  type: string,
  { now = NOW, ...options }: SampleOptions = {},
): Promise<readonly PlatformEvent[]> {
  const { request, configured } = signedSample(samples, type, { now, ...options });
  const limits = { toleranceSeconds: integration.toleranceSeconds ?? 0 };
  const verified = await integration.verify(request, [configured], now, limits);
  return describeAll(integration, verified, request).map(({ about, native, json }) => {
    const context = buildEvent(integration.provider, about, { receivedAt: now });
    const { data } = encodeEvent(context, json ?? Buffer.from(JSON.stringify(native)));
    const envelope = decodeEnvelope(integration.provider, data);
    if (!isPlatformEvent(envelope)) throw notPlatformEvent(integration.provider);
    return envelope;
  });
}

/** The signed request of a sample, and the secret that an operator configures for it. */
export function signedSample(
  samples: Samples,
  type: string,
  { id = '1', now = NOW, fields = {}, edit = (body) => body }: SampleOptions = {},
): { readonly request: RawWebhook; readonly configured: string } {
  const { configured, signing } = samples.makeSecret();
  const body = Buffer.from(edit(withFields(samples.sample(type, { id, now }), fields)));
  const url = 'https://webhooks.example.com/hook';
  return { request: rawWebhookOf(samples.request({ body, type, id, signing, now, url }), now), configured };
}

/** The platform event of a sample that makes exactly one. */
export async function sampleEvent<Native>(
  integration: Integration<Native>,
  samples: Samples,
  type: string,
  options?: SampleOptions,
): Promise<PlatformEvent> {
  const [event, ...others] = await sampleEvents(integration, samples, type, options);
  if (event === undefined || others.length > 0)
    throw new Error(`A sample of ${type} makes ${others.length + 1} events.`);
  return event;
}

/** A signed sample as a function receives it. */
export function rawWebhookOf(request: SampleRequest, receivedAt = NOW): RawWebhook {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    url: pathname + search,
    publicUrls: [request.url],
    headers: request.headers,
    rawBody: request.body,
    receivedAt,
  };
}
