import { createHash } from 'node:crypto';
import { headerOf, notAnEvent, requireJson } from '../../core/ingest/verification.ts';
import type { RawWebhook } from '../../core/ingest/integration.ts';
import { IntegrationError } from '../../core/event/errors.ts';
import type { TwilioParam } from './native.ts';

const PROVIDER = 'twilio';

export type Params = { readonly [name: string]: Exclude<TwilioParam, undefined> };

/** Whether the body is a form, by its content type. */
export function isForm(request: RawWebhook): boolean {
  const type = headerOf(request, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/x-www-form-urlencoded';
}

/**
 * The parameters of a form or a query, decoded as Twilio encoded them. Body parsers do not serve: they make
 * objects of `a[b]`, cut lists at 20 and forms at 1,000 parameters, and the signature covers every one.
 * @throws {IntegrationError} `bad-webhook-request`
 */
export function paramsOf(text: string): Params {
  if (!text.includes('=') || !isDecodable(text)) throw notAForm('is no form');
  const params = new Map<string, Exclude<TwilioParam, undefined>>();
  for (const [name, value] of new URLSearchParams(text)) {
    const before = params.get(name);
    params.set(name, before === undefined ? value : [before, value].flat());
  }
  // The SDK would sign nothing for it: an assignment to `__proto__` sets no parameter.
  if (params.has('__proto__')) throw notAForm('holds a parameter that Twilio does not send');
  return Object.fromEntries(params);
}

/** The JSON of a body. @throws {IntegrationError} `bad-webhook-request` */
export function jsonOf(text: string): { readonly value: unknown; readonly isList: boolean } {
  const value = requireJson(PROVIDER, text);
  if (Array.isArray(value) && value.length === 0) throw notAnEvent(PROVIDER, 'the list is empty');
  return { value, isList: Array.isArray(value) };
}

/** A text that stands for the parameters, whatever their order. 22 characters, URL-safe. */
export function digestOf(native: object): string {
  const sorted = Object.entries(native).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 22);
}

/** Bytes that are not UTF-8 all decode to the same character: different forms would share a signature. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text.replaceAll('+', ' '));
    return true;
  } catch {
    return false;
  }
}

function notAForm(fault: string): IntegrationError {
  return new IntegrationError(PROVIDER, 'bad-webhook-request', `The request ${fault}; send it as Twilio signed it.`);
}
