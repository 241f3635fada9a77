/** One webhook request as it arrived. Header names are lower-case, as Node gives them. */
export interface RawWebhook {
  readonly method: string;
  /** Path and query as received. */
  readonly url: string;
  /** Exact URLs that are registered at the provider, for signatures that cover the URL. */
  readonly publicUrls: readonly string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body after content decoding, byte for byte. */
  readonly rawBody: Uint8Array;
  readonly receivedAt: Date;
  /** The account that the URL names, if each has its own. Nothing signs it: it selects the secrets that are tried. */
  readonly account?: string;
}
