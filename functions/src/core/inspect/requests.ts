/** Reads the webhook requests that arrived, for people. Only the local host keeps them. */
export interface RequestReader {
  /** A page of requests, the newest first. */
  requests(query: RequestQuery): Promise<RequestPage>;
  request(id: string): Promise<RequestDetail | undefined>;
  /** Ids of the requests that brought an event, the first one first. */
  requestsOf(event: { readonly provider: string; readonly id: string }): Promise<readonly string[]>;
}

/** Which requests to show. Filters that are left out let everything through. */
export interface RequestQuery {
  readonly limit: number;
  readonly provider?: string;
  readonly outcome?: RequestOutcome;
  /** Where the page begins: `next` of the page before. */
  readonly before?: string;
}

/** accepted: answered with a status below 400. */
export const REQUEST_OUTCOMES = ['accepted', 'refused'] as const;
export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];

export interface RequestPage {
  readonly requests: readonly RequestView[];
  /** Where the next page begins; absent behind the last one. */
  readonly next?: string;
}

export interface RequestView {
  readonly id: string;
  /** RFC 3339, when it arrived. */
  readonly time: string;
  /** Empty where the path is that of no endpoint. */
  readonly provider: string;
  readonly method: string;
  /** Path and query; what looks like a credential is masked. */
  readonly url: string;
  /** Length of the body as it arrived. */
  readonly bytes: number;
  /** Of the answer; 0 if the sender left before it. */
  readonly status: number;
  /** The answer's typed error. */
  readonly code?: string;
  readonly message?: string;
  readonly eventIds: readonly string[];
  /** The provider's own types of those events, each once. */
  readonly eventTypes: readonly string[];
  readonly durationMs: number;
}

export interface RequestDetail extends RequestView {
  /** As they were sent, in their order; the values of credentials are masked. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What is kept of the body, after content decoding. */
  readonly body: Uint8Array;
  /** Whether the body was too long to be kept whole. */
  readonly bodyCut: boolean;
  /** The body of the answer. */
  readonly reply: string;
}
