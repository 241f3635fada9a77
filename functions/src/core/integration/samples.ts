import type { KeyPair, Unsigned } from '../scheme/sign.ts';

/**
 * What an integration brings for local use and for tests: realistic events, signed byte for byte as the
 * provider signs them. Never part of the deployed bundle.
 */
export interface Samples {
  /** Types that `sample` makes; at least three. */
  readonly types: readonly string[];
  /** Whether `sample` makes events of any other type too, for providers whose types are not ours to know. */
  readonly anyType?: boolean;
  /** A fresh secret of the provider's own shape. */
  makeSecret(): SampleSecret;
  /** The body of an event of one type, with fresh ids and times. `id` makes it unique and repeatable. */
  sample(type: string, at: { readonly id: string; readonly now: Date }): string;
  /** The attributes of the message that brings a body over the provider's own topic; none if it is left out. */
  attributes?(delivery: Pick<SampleDelivery, 'body' | 'type' | 'id' | 'now'>): Readonly<Record<string, string>>;
  /** The request that delivers a body. `url` is the registered public URL, for signatures that cover it. */
  request(delivery: SampleDelivery): SampleRequest;
  /**
   * What the provider's API answers about the event in a body, for business logic that fetches it. The local stand-in for
   * that API serves it. Nothing is fetched if it is left out.
   */
  answers?(delivery: Pick<SampleDelivery, 'body' | 'type' | 'id' | 'now'>): ApiAnswers;
}

/** Answers of a provider's API, by request: `{ 'GET /v1/charges/ch_1': { id: 'ch_1', … } }`. Queries are not compared. */
export type ApiAnswers = Readonly<Record<ApiRequest, object>>;
export type ApiRequest = `${'GET' | 'POST'} /${string}`;

export interface SampleSecret extends KeyPair {
  /** The token that the provider repeats in its challenge, for providers that verify an endpoint by one. */
  readonly verifyToken?: string;
}

export interface SampleDelivery extends Unsigned {
  /** The event's type, for providers that name it in a header. */
  readonly type: string;
}

export interface SampleRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** What the provider's API has to answer until the event is handled; it is not part of the request. */
  readonly answers?: ApiAnswers;
}
