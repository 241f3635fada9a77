import { IntegrationError } from '../../core/event/errors.ts';

/** What Postmark sends with each request. */
export interface Credential {
  readonly user: string;
  readonly password: string;
}

/**
 * The user and the password of a configured secret: `user:password`, or the whole header with both in base64.
 * @throws {IntegrationError} `bad-config`
 */
export function credentialOf(secret: string): Credential {
  const text = secret.startsWith('Basic ') ? Buffer.from(secret.slice('Basic '.length), 'base64').toString() : secret;
  const colon = text.indexOf(':');
  if (colon < 1) throw new IntegrationError('postmark', 'bad-config', 'POSTMARK_WEBHOOK_SECRET is not user:password.');
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** A URL with a credential in it, for a field that takes a URL alone. */
export function withCredential(url: string, secret: string): string {
  const whole = new URL(url);
  const { user, password } = credentialOf(secret);
  whole.username = encodeURIComponent(user);
  whole.password = encodeURIComponent(password);
  return whole.href;
}

/** A URL as it may be shown. */
export function withoutCredential(url: string): string {
  if (!URL.canParse(url)) return url;
  const whole = new URL(url);
  if (whole.username === '' && whole.password === '') return url;
  whole.username = '';
  whole.password = '';
  return whole.href;
}
