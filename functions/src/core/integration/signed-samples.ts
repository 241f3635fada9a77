import { createHash } from 'node:crypto';
import type { Scheme } from '../scheme/scheme.ts';
import { makeSecret, signedBodyOf, signedHeaders } from '../scheme/sign.ts';
import { isJsonObject, parseJson } from '../event/json.ts';
import type { ApiAnswers, SampleDelivery, SampleSecret, Samples } from './samples.ts';

/** What makes a sample unique and repeatable: its id is part of every id in it. */
export interface SampleAt {
  readonly id: string;
  readonly now: Date;
}

/** A UUID of a text: the same for the same text. */
export function uuidOf(text: string): string {
  const hex = createHash('md5').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

interface SampleOptions<Type extends string> {
  /** What events of each type hold; `around` adds what all of them have. */
  readonly bodies: Readonly<Record<Type, (at: SampleAt) => object>>;
  /** The whole event, from what those of its type hold. */
  readonly around?: (type: string, body: object, at: SampleAt) => object;
  /** The body as the provider prints it. Default: JSON without spaces. */
  readonly print?: (event: object) => string;
  /** The headers beside those that sign the request. Default: the content type of JSON. */
  readonly headers?: (delivery: SampleDelivery) => Readonly<Record<string, string>>;
  /** What the message of a body carries beside it over the provider's own topic. Default: nothing. */
  readonly attributes?: Samples['attributes'];
  /** What the provider's API answers about an event, which may have been edited: for business logic that fetches it. */
  readonly answers?: (event: Readonly<Record<string, unknown>>, at: SampleAt) => ApiAnswers;
  /** A secret of the provider's own shape, if the scheme does not say it all: `whsec_…`. */
  readonly secret?: () => string;
  /** Whether there are samples of any other type, too: `around` makes them of nothing. */
  readonly anyType?: boolean;
}

/** Sample events of a provider: realistic bodies, signed by its scheme. Never part of the deployed bundle. */
export function samplesOf<Type extends string>(
  { scheme }: { readonly scheme: Scheme },
  options: SampleOptions<Type>,
): Samples {
  const {
    bodies,
    around = (_type, body) => body,
    print = JSON.stringify,
    headers,
    attributes,
    answers,
    secret,
    anyType = false,
  } = options;
  const types = Object.keys(bodies);
  const isSampled = (type: string): type is Type => Object.hasOwn(bodies, type);
  return {
    types,
    anyType,
    ...(attributes !== undefined && { attributes }),

    makeSecret(): SampleSecret {
      if (secret === undefined) return makeSecret(scheme);
      const shared = secret();
      return { configured: shared, signing: shared };
    },

    sample(type, at) {
      if (isSampled(type)) return print(around(type, bodies[type](at), at));
      if (anyType) return print(around(type, {}, at));
      throw new TypeError(`There is no sample of ${type}; there are samples of ${types.join(', ')}.`);
    },

    request(delivery) {
      const json = { 'content-type': 'application/json' };
      const more = headers?.(delivery);
      const signed = signedHeaders(scheme, { ...delivery, headers: { ...json, ...more } });
      const all = { ...json, ...signed, ...more };
      return { method: 'POST', url: delivery.url, headers: all, body: signedBodyOf(scheme, delivery) };
    },

    ...(answers !== undefined && {
      answers: ({ body, id, now }) => {
        const event = parseJson(Buffer.from(body).toString());
        return isJsonObject(event) ? answers(event, { id, now }) : {};
      },
    }),
  };
}
