import { digestOf as digestOfText } from '../../core/event/digest.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { requireText } from '../../core/scheme/verification.ts';
import { IntegrationError } from '../../core/event/errors.ts';
import type { TwilioParam } from './native.ts';

const PROVIDER = 'twilio';

/** Twilio's forms have some thirty parameters, those of products with their own ones a few hundred. */
const MAX_PARAMS = 2_000;
/** The longest text in a form, a transcription, has some thousand characters. JSON may be longer: see `maxBytes`. */
const MAX_FORM_BYTES = 262_144;

export type Params = { readonly [name: string]: Exclude<TwilioParam, undefined> };

/** The parameters of a body. @throws {IntegrationError} `bad-webhook-request` or `payload-too-large` */
export function formOf(request: RawWebhook): Params {
  if (request.rawBody.byteLength > MAX_FORM_BYTES) {
    const message = `A form of Twilio is over the limit of ${MAX_FORM_BYTES} bytes; send larger events as JSON.`;
    throw new IntegrationError(PROVIDER, 'payload-too-large', message);
  }
  return paramsOf(requireText(PROVIDER, request));
}

/**
 * The parameters of a form or a query, decoded as Twilio encoded them. Body parsers do not serve: they turn `a[b]`
 * into objects, cut lists at 20 and forms at 1,000 parameters, and the signature covers every one. It does not cover
 * how often and in which order a value of one name comes, so those are brought into the form that is signed.
 * @throws {IntegrationError} `bad-webhook-request`
 */
export function paramsOf(text: string): Params {
  if (hasMore(text, '&', MAX_PARAMS - 1)) throw notAForm(`has more than ${MAX_PARAMS} parameters`);
  if (!text.includes('=') || !isDecodable(text)) throw notAForm('is not a form');
  const values = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(text)) {
    const known = values.get(name);
    if (known === undefined) values.set(name, new Set([value]));
    else known.add(value);
  }
  if ([...values.keys()].some(isNoName)) throw notAForm('holds a parameter that Twilio does not send');
  return Object.fromEntries([...values].map(([name, given]) => [name, signedForm(given)]));
}

/**
 * Names under which a parameter would be signed as nothing, since an assignment to `__proto__` sets nothing, or as a
 * part of the query in front of it.
 */
function isNoName(name: string): boolean {
  return name === '__proto__' || name === '' || /[?&=]/.test(name);
}

/** The values of one name, as the signature covers them: each once, sorted. */
function signedForm(values: ReadonlySet<string>): Params[string] {
  const [only = ''] = values;
  return values.size === 1 ? only : [...values].toSorted();
}

/** A digest of the parameters, whatever their order. */
export function digestOf(native: object): string {
  const sorted = Object.entries(native).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return digestOfText(JSON.stringify(sorted));
}

/** Bytes that are not UTF-8 all decode to the same character: different forms would share a signature. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function hasMore(text: string, separator: string, limit: number): boolean {
  let count = 0;
  for (let at = text.indexOf(separator); at !== -1; at = text.indexOf(separator, at + 1)) {
    if (++count > limit) return true;
  }
  return false;
}

function notAForm(fault: string): IntegrationError {
  return new IntegrationError(PROVIDER, 'bad-webhook-request', `The request ${fault}; send it as Twilio signed it.`);
}
