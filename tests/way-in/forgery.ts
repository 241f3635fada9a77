import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';

/** A request that the provider did not send. */
export interface Forgery {
  readonly what: string;
  readonly request: RawWebhook;
  /** Codes that it may be refused with. Default: those of a bad signature and of a bad request. */
  readonly codes?: readonly string[];
}

export function withHeader(request: RawWebhook, name: string, value: string): RawWebhook {
  return { ...request, headers: { ...request.headers, [name]: value } };
}
