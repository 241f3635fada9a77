import { badConfig } from '../../core/config/settings.ts';
import type { Twilio } from 'twilio';
import { service } from '../../core/logic/service.ts';
import type { ServiceSource } from '../../core/logic/token.ts';

/** The timeout of one request to Twilio, and how often the SDK retries a throttled one. */
const REQUESTS = { timeout: 10_000, autoRetry: true, maxRetries: 2 };

/**
 * The Twilio SDK's client. Twilio needs more than one value, so `TWILIO_API_KEY` (or the secret that
 * `TWILIO_API_KEY_NAME` names) holds them separated by colons: `AC…:<auth token>`, or `AC…:SK…:<API key secret>`.
 * @throws {IntegrationError} `bad-config`, which names the variable to set, if it is requested without a key.
 */
export const twilioClient = service('twilio', makeTwilioClient);

/** @see twilioClient */
export async function makeTwilioClient({ apiKey }: ServiceSource): Promise<Twilio> {
  const parts = (await apiKey('twilio')).split(':');
  const [accountSid, userName, password] = parts.length === 2 ? [parts[0], ...parts] : parts;
  if (!accountSid || !userName || !password || parts.length > 3) {
    throw badConfig(
      'twilio',
      'TWILIO_API_KEY must hold the account SID and the auth token, or the account SID, the key SID and its secret, separated by colons.',
    );
  }
  const { default: twilio } = await import('twilio');
  return twilio(userName, password, { ...REQUESTS, accountSid });
}
