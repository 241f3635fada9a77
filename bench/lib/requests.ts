import { createHmac } from 'node:crypto';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { descriptionOf } from '../../functions/src/core/integration/recognition.ts';
import { stripe } from '../../functions/src/integrations/stripe/index.ts';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';

export const SECRET = 'whsec_benchmarks_only';
const TYPE = 'customer.subscription.deleted';

/**
 * Requests are made before they are sent. A message that waited for so long would look like one that is delivered again,
 * so it is published as much later.
 */
const PREPARED_MS = 600_000;

let count = 0;

/** An event of Stripe that no instance has seen, as Stripe prints it. @param padding Bytes to add. */
export function stripeEvent(padding = 0): Buffer {
  count += 1;
  const text = stripeSamples.sample(TYPE, { id: `evt_bench_${process.pid}_${count}`, now: new Date() });
  // Beside the fields that are read, as long metadata would be.
  return Buffer.from(padding === 0 ? text : text.replace('{', `{ "padding": ${JSON.stringify(words(padding))},`));
}

/** An event of a given size: the sample with padding, or without most of its object. @param bytes At least 600. */
export function stripeEventOf(bytes: number): Buffer {
  const whole = stripeEvent();
  if (bytes >= whole.byteLength) return stripeEvent(bytes - whole.byteLength);
  const { data: _data, ...event } = JSON.parse(whole.toString());
  const small = { ...event, data: { object: { id: 'sub_bench', object: 'subscription' } }, padding: '' };
  const missing = bytes - JSON.stringify(small).length;
  return Buffer.from(JSON.stringify({ ...small, padding: words(Math.max(0, missing)) }));
}

/** A signed delivery, ready for the wire. @param secret Another one than the function's makes it a forgery. */
export function stripeRequest(body = stripeEvent(), secret = SECRET, path = '/'): Buffer {
  return post(path, body, stripeHeaders(body, secret));
}

/** The signature of a body, as Stripe sends it. */
export function stripeHeaders(body: Uint8Array, secret = SECRET): Readonly<Record<string, string>> {
  const time = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
  return { 'stripe-signature': `t=${time},v1=${signature}` };
}

/** The delivery of one event to a subscriber, as Eventarc posts it. */
export function eventRequest(): Buffer {
  const json = stripeEvent();
  const now = new Date();
  const request = { method: 'POST', url: '/', publicUrls: [], headers: {}, rawBody: json, receivedAt: now };
  const context = buildEvent('stripe', descriptionOf(stripe, JSON.parse(json.toString()), request), {
    receivedAt: now,
  });
  const { data, attributes } = encodeEvent(context, json);
  const message = {
    data: data.toString('base64'),
    attributes,
    messageId: String(count),
    publishTime: new Date(now.getTime() + PREPARED_MS).toISOString(),
  };
  const subscription = 'projects/bench/subscriptions/eventarc-bench';
  return post('/', Buffer.from(JSON.stringify({ message, subscription })), {
    'ce-id': String(count),
    'ce-specversion': '1.0',
    'ce-time': now.toISOString(),
    'ce-type': 'google.cloud.pubsub.topic.v1.messagePublished',
    'ce-source': '//pubsub.googleapis.com/projects/bench/topics/integration-stripe-events',
  });
}

function post(path: string, body: Buffer, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: ${body.byteLength}\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

function words(bytes: number): string {
  return 'lorem ipsum '.repeat(Math.ceil(bytes / 12)).slice(0, bytes);
}
