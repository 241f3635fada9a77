import type { Samples, SampleSecret } from '../../core/integration/samples.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';

/** A webhook that a provider sent, or tried to send. */
export interface SentDelivery {
  /** The number of the delivery, from 0 on: the newest first. */
  readonly index: number;
  readonly type: string;
  readonly at: Date;
  readonly isDelivered: boolean;
  /** The request that the webhook function got or would have got. */
  readonly request: RawWebhook;
  /** The body of the request. */
  readonly body: string;
}

/** Every third delivery failed. */
const FAILED = 3;
const MINUTE_MS = 60_000;

/** Deliveries of every type that there are samples of, one a minute, the newest first. */
export function deliveriesOf(
  samples: Samples,
  { signing }: SampleSecret,
  count: number,
  newest: Date,
): readonly SentDelivery[] {
  return Array.from({ length: count }, (_unused, index): SentDelivery => {
    const type = samples.types[index % samples.types.length] ?? '';
    const at = new Date(newest.getTime() - index * MINUTE_MS);
    const id = String(100_000 + index);
    const body = samples.sample(type, { id, now: at });
    const sent = samples.request({
      body: Buffer.from(body),
      type,
      id,
      signing,
      now: at,
      url: 'https://hooks.example/webhook',
    });
    const headers = Object.fromEntries(
      Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    return {
      index,
      type,
      at,
      isDelivered: index % FAILED !== 0,
      body: Buffer.from(sent.body).toString(),
      request: { method: 'POST', url: '/webhook', publicUrls: [sent.url], headers, rawBody: sent.body, receivedAt: at },
    };
  });
}

/** A header of a delivery as text. */
export function headerIn({ request }: SentDelivery, name: string): string {
  return String(request.headers[name] ?? '');
}

/** The elements of a page: what a cursor that counts up, and a limit, choose. */
export function pageIn<Item>(items: readonly Item[], cursor: string | null, limit: string | null, most = 4) {
  const from = Number(cursor ?? 0);
  const size = Math.min(Number(limit ?? most), most);
  const next = from + size < items.length ? String(from + size) : undefined;
  return { page: items.slice(from, from + size), next };
}
