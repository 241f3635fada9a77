import { IntegrationError } from '../event/errors.ts';
import type { Integration } from '../integration/integration.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { headerOf, requireHeader } from '../scheme/verification.ts';

type Acceptance = Pick<Integration<unknown>, 'provider' | 'methods' | 'contentTypes' | 'signatureHeader'>;

/**
 * Refuses what cannot be a delivery of this provider, cheapest check first and all of them before any hash.
 * @throws {IntegrationError} `method-not-allowed`, `payload-too-large` or `bad-webhook-request`
 */
export function requireAcceptable(integration: Acceptance, request: RawWebhook, maxBytes: number): void {
  const { provider, methods, contentTypes, signatureHeader } = integration;
  const refuse = (message: string) => new IntegrationError(provider, 'bad-webhook-request', message);

  if (!methods.includes(request.method)) {
    throw new IntegrationError(
      provider,
      'method-not-allowed',
      `Send ${methods.join(' or ')}, not ${printable(request.method)}.`,
    );
  }
  if (request.rawBody.byteLength > maxBytes) throw payloadTooLarge(provider, maxBytes);
  if (request.rawBody.byteLength === 0 && request.method !== 'GET') {
    throw refuse(`The request has no body; send the event as ${provider} signed it.`);
  }
  const type = headerOf(request, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  if (contentTypes.length > 0 && (type === undefined || !contentTypes.includes(type))) {
    throw refuse(`The content type must be ${contentTypes.join(' or ')}.`);
  }
  if (signatureHeader !== undefined) requireHeader(provider, request, signatureHeader);
}

/** The error of a body over the limit. */
export function payloadTooLarge(provider: string, maxBytes: number): IntegrationError {
  return new IntegrationError(
    provider,
    'payload-too-large',
    `The body is over the limit of ${maxBytes} bytes; raise maxBytes in integrations.config.ts if such events are expected.`,
  );
}

/** A method comes from the network: only what looks like one is repeated. */
function printable(method: string): string {
  return /^[A-Z]{1,20}$/.test(method) ? method : 'that method';
}
