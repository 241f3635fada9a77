import type { Twilio } from 'twilio';
import { service } from '../../core/logic/service.ts';
import type { ServiceSource } from '../../core/logic/token.ts';
import { credentialsIn } from './credentials.ts';

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
  const { accountSid, userName, password } = credentialsIn(await apiKey('twilio'));
  const { default: twilio } = await import('twilio');
  return twilio(userName, password, { ...REQUESTS, accountSid });
}
