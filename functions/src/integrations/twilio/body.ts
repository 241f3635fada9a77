import { isDecodable } from '../../core/scheme/percent-encoding.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { requireText } from '../../core/scheme/verification.ts';
import { IntegrationError } from '../../core/event/errors.ts';
import type { TwilioParam } from './resources.ts';

const PROVIDER = 'twilio';

/** Most Twilio forms have about thirty parameters; some products send a few hundred. */
const MAX_PARAMS = 2_000;
/** The longest text in a form, a transcription, has a few thousand characters. JSON may be longer: see `maxBytes`. */
const MAX_FORM_BYTES = 262_144;

export type Params = { readonly [name: string]: Exclude<TwilioParam, undefined> };

/** The parameters of a body. @throws {IntegrationError} `bad-webhook-request` or `payload-too-large` */
export function formOf(request: RawWebhook): Params {
  if (request.rawBody.byteLength > MAX_FORM_BYTES) {
    const message = `The form exceeds the limit of ${MAX_FORM_BYTES} bytes; send larger events as JSON.`;
    throw new IntegrationError(PROVIDER, 'payload-too-large', message);
  }
  return paramsOf(requireText(PROVIDER, request));
}

/**
 * The parameters of a form or a query, decoded as Twilio encoded them. A body parser would not work: it turns `a[b]`
 * into objects and cuts lists at 20 and forms at 1,000 parameters, but the signature covers every parameter. The
 * signature does not cover how often and in which order the values of one name occur, so they are normalized to the
 * form that is signed.
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
  if ([...values.keys()].some(isForeign)) throw notAForm('holds a parameter that Twilio does not send');
  return Object.fromEntries([...values].map(([name, given]) => [name, signedForm(given)]));
}

/**
 * Names that Twilio does not send. A parameter called `__proto__` would not be signed, since assigning to it sets
 * nothing; the others would be signed as if they were part of the preceding query.
 */
function isForeign(name: string): boolean {
  return name === '__proto__' || name === '' || /[?&=]/.test(name);
}

/** The values of one name as the signature covers them: each once, sorted. */
function signedForm(values: ReadonlySet<string>): Params[string] {
  const [only = ''] = values;
  return values.size === 1 ? only : [...values].toSorted();
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
