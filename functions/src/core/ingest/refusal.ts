import { IntegrationError } from '../event/errors.ts';
import { titleOf } from '../event/names.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { HttpReply, Integration } from '../integration/integration.ts';

/**
 * When to send again. Most providers follow their own schedule; Zendesk repeats a 503 only when it is told
 * a time within a minute.
 * @see https://developer.zendesk.com/documentation/webhooks/creating-and-monitoring-webhooks/
 */
const RETRY_AFTER_SECONDS = 30;

/**
 * Answers a request that failed, by the error table, and logs why. An error without a type is a defect of
 * ours: its details stay in the log.
 */
export function refuse(
  integration: Pick<Integration<unknown>, 'provider' | 'methods' | 'badSignature'>,
  thrown: unknown,
  log: Logger,
): HttpReply {
  const { provider, methods, badSignature } = integration;
  const error = IntegrationError.is(thrown) ? thrown : unexpected(provider, thrown);
  const report = { code: error.code, reason: error.message, ...(error.cause !== undefined && { cause: error.cause }) };
  if (error.sendAgain) log.error(`${titleOf(provider)} Event Failed`, report);
  else log.warn(`${titleOf(provider)} Event Refused`, report);
  if (badSignature !== undefined && error.code.endsWith('/bad-signature')) return badSignature;
  const allow = error.code.endsWith('/method-not-allowed') && { allow: methods.join(', ') };
  const later = error.status === 503 && { 'retry-after': String(RETRY_AFTER_SECONDS) };
  return {
    status: error.status ?? 500,
    headers: { ...allow, ...later },
    body: { error: { code: error.code, message: answerOf(error) } },
  };
}

/** What a stranger may read: how we are configured, and by what name a secret is kept, is for the log alone. */
function answerOf({ code, message }: IntegrationError): string {
  if (code.endsWith('/secret-missing')) return 'This endpoint is not connected yet. Send the event again later.';
  if (!code.endsWith('/bad-config')) return message;
  return 'This endpoint is not configured correctly; its log says what to change. Send the event again after that.';
}

function unexpected(provider: string, cause: unknown): IntegrationError {
  return new IntegrationError(
    provider,
    'internal',
    'The request met a defect of this service; send it again and look at its log.',
    { cause },
  );
}
