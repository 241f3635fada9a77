import { createHmac } from 'node:crypto';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { queryOf } from '../scheme/signed-urls.ts';
import { safeEqual } from '../scheme/verification.ts';

/** The parameter of the registered URL that holds an open registration. */
export const REGISTRATION = 'registration';

/** The longest time that a registration may be open. */
export const LONGEST_REGISTRATION_MS = 60 * 60_000;

/**
 * A registration that is open until a time: the time, and its MAC by a configured secret. The operator gives it to the
 * provider as a part of the URL, and the provider repeats it. So the function knows whether an unsigned handshake was asked
 * for, without a record that it would have to read.
 */
export function registrationOf(provider: string, secret: string, until: Date): string {
  const seconds = String(Math.floor(until.getTime() / 1000));
  return `${seconds}.${macOf(provider, secret, seconds)}`;
}

/** Whether a request carries a registration that was opened with one of the secrets and is not over. */
export function isRegistrationOpen(provider: string, request: RawWebhook, secrets: readonly string[]): boolean {
  const given = new URLSearchParams(queryOf(request.url)).get(REGISTRATION) ?? '';
  const [, seconds, mac] = /^(\d{1,12})\.([\w-]{43})$/.exec(given) ?? [];
  if (seconds === undefined || mac === undefined) return false;
  const left = Number(seconds) * 1000 - request.receivedAt.getTime();
  if (left <= 0 || left > LONGEST_REGISTRATION_MS) return false;
  return secrets.map((secret) => safeEqual(mac, macOf(provider, secret, seconds))).includes(true);
}

/** Whatever a provider signs does not begin like this. */
function macOf(provider: string, secret: string, seconds: string): string {
  return createHmac('sha256', secret).update(`registration of ${provider} until ${seconds}`).digest('base64url');
}
