import { badConfig } from '../../core/config/settings.ts';

/** What authenticates at Twilio's API. */
export interface TwilioCredentials {
  readonly accountSid: string;
  readonly userName: string;
  readonly password: string;
}

/**
 * The parts of `TWILIO_API_KEY`: `AC…:<auth token>`, or `AC…:SK…:<API key secret>`.
 * @throws {IntegrationError} `bad-config` for any other text.
 */
export function credentialsIn(key: string): TwilioCredentials {
  const parts = key.split(':');
  const [accountSid, userName, password] = parts.length === 2 ? [parts[0], ...parts] : parts;
  if (accountSid && userName && password && parts.length <= 3) return { accountSid, userName, password };
  throw badConfig(
    'twilio',
    'TWILIO_API_KEY must hold the account SID and the auth token, or the account SID, the key SID and its secret, separated by colons.',
  );
}
