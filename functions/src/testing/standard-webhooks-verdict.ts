import type { RawWebhook } from '../core/scheme/raw-webhook.ts';
import { atTime } from './at-time.ts';

interface Verifier {
  verify(payload: Buffer, headers: Record<string, string>): unknown;
}

/**
 * The verdict of the official library of Standard Webhooks, for providers that sign like that. The test passes the library's
 * class, so that it is the test that says what it compares with.
 * @param family The headers' prefix.
 */
export function standardWebhooksVerdict(
  Webhook: new (secret: string) => Verifier,
  family: 'webhook' | 'svix' = 'webhook',
) {
  return ({ rawBody, headers }: RawWebhook, secret: string, now: Date): Promise<boolean> =>
    atTime(now, () => {
      const standard = Object.fromEntries(
        ['id', 'timestamp', 'signature'].map((part) => [`webhook-${part}`, String(headers[`${family}-${part}`] ?? '')]),
      );
      try {
        new Webhook(secret).verify(Buffer.from(rawBody), standard);
        return true;
      } catch {
        return false;
      }
    });
}
