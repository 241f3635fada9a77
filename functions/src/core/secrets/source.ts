import type { SecretVersion } from '../ports.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';

/** Where the secrets come from that a request is verified with. */
export interface SecretSource {
  /** The secrets to try, newest first. @throws {IntegrationError} `bad-config` or `secret-unavailable` */
  current(request: RawWebhook): readonly SecretVersion[] | Promise<readonly SecretVersion[]>;
  /** Looks for newer ones, because none of these verified the request. @returns them if there are any. */
  refreshed(request: RawWebhook): Promise<readonly SecretVersion[] | undefined>;
}
