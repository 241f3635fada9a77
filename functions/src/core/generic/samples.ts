import { randomBytes } from 'node:crypto';
import { hmacOf } from '../scheme/hmac.ts';
import type { SampleDelivery, Samples } from '../integration/samples.ts';
import { listOf, UNTYPED, type EventLocators } from './description.ts';
import { checkedHmac, keyOf } from './hmac-check.ts';
import type { HmacOptions } from './hmac.ts';
import type { Instance } from './instance.ts';
import { headerName, isHeaderLocator, keysOf, type Locator } from './locator.ts';
import { credentialOf } from './static-credential.ts';
import { fill } from './template.ts';
import { printTime } from '../scheme/signed-time.ts';

const TYPES = ['example.created', 'example.updated', 'example.deleted'];

/**
 * Sample events of an instance: every locator finds in them what it is there for. They are signed as the
 * options say, so they show that the options agree with themselves, not that the provider agrees with them.
 */
export function instanceSamples(provider: string, instance: Instance): Samples {
  const { options } = instance;
  const isTyped = listOf(options.type).length > 0;
  return {
    types: isTyped ? TYPES : [UNTYPED],
    anyType: isTyped,

    makeSecret() {
      const bytes = randomBytes(24);
      const written = instance.mode === 'hmac' ? instance.options.key : undefined;
      const secret = bytes.toString(written === 'hex' || written === 'base64' ? written : 'base64url');
      const hasChallenge = instance.mode === 'hmac' && instance.options.challenge !== undefined;
      return {
        configured: secret,
        signing: secret,
        ...(hasChallenge && { verifyToken: randomBytes(24).toString('base64url') }),
      };
    },

    sample(type, { id, now }) {
      const body: Body = { message: `A sample of ${provider}, number ${id}` };
      for (const [locator, value] of valuesOf(options, { type, id, now })) {
        if (!isHeaderLocator(locator)) write(body, keysOf(locator), value);
      }
      if (instance.mode === 'hmac' && instance.options.timestamp !== undefined) {
        const { at, unit } = instance.options.timestamp;
        const time = printTime(now, unit);
        if (!isHeaderLocator(at)) write(body, keysOf(at), unit === 'rfc3339' ? time : Number(time));
      }
      return JSON.stringify(body);
    },

    request(delivery) {
      const headers: Record<string, string> = { 'content-type': options.contentTypes?.[0] ?? 'application/json' };
      for (const [locator, value] of valuesOf(options, delivery)) {
        if (isHeaderLocator(locator)) headers[headerName(locator)] = value;
      }
      if (instance.mode === 'hmac') Object.assign(headers, signatureOf(provider, instance.options, delivery));
      else headers[headerOf(instance.options.credential)] = credentialOf(delivery.signing, instance.options.credential);
      return { method: 'POST', url: delivery.url, headers, body: delivery.body };
    },
  };
}

interface Body {
  [key: string]: unknown;
}

/** Every locator with what is to stand there; of several parts each gets one, the last one the rest. */
function valuesOf(
  { id, type, time, subject }: EventLocators,
  sample: Pick<SampleDelivery, 'id' | 'type' | 'now'>,
): readonly (readonly [Locator, string])[] {
  return [
    ...divided(listOf(id), `evt:${sample.id}`, ':'),
    ...divided(listOf(type), sample.type, '.'),
    ...divided(listOf(time), sample.now.toISOString(), ' '),
    ...divided(listOf(subject), `obj_${sample.id}`, ' '),
  ];
}

function divided(
  locators: readonly Locator[],
  value: string,
  separator: string,
): readonly (readonly [Locator, string])[] {
  const parts = value.split(separator);
  const last = locators.length - 1;
  return locators.map((locator, index) => [
    locator,
    index === last ? parts.slice(index).join(separator) : (parts[index] ?? ''),
  ]);
}

function write(body: Body, keys: readonly string[], value: string | number): void {
  const [key = '', ...rest] = keys;
  if (rest.length === 0) {
    body[key] = value;
    return;
  }
  const inner: Body = {};
  const present = body[key];
  body[key] = typeof present === 'object' && present !== null ? Object.assign(inner, present) : inner;
  write(inner, rest, value);
}

function signatureOf(provider: string, options: HmacOptions, delivery: SampleDelivery): Record<string, string> {
  const { header, prefix = '', algorithm = 'sha256', encoding = 'hex', timestamp } = options;
  const inHeader = timestamp !== undefined && isHeaderLocator(timestamp.at) ? headerName(timestamp.at) : undefined;
  const time = timestamp === undefined ? '' : printTime(delivery.now, timestamp.unit);
  const parts = fill(checkedHmac(provider, options), {
    body: delivery.body,
    method: 'POST',
    url: delivery.url,
    timestamp: time,
    id: `evt:${delivery.id}`,
  });
  const key = keyOf(delivery.signing, options.key) ?? delivery.signing;
  return {
    ...(inHeader !== undefined && { [inHeader]: time }),
    [header]: prefix + hmacOf({ algorithm, encoding, key, parts }),
  };
}

function headerOf(credential: 'bearer' | 'basic' | `header:${string}`): string {
  return isHeaderLocator(credential) ? headerName(credential) : 'authorization';
}
