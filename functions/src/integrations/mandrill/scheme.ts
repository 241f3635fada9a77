import { macMatches, macOf, type MacInput } from '../../core/scheme/mac.ts';
import { isDecodable } from '../../core/scheme/percent-encoding.ts';
import type { CustomRequest } from '../../core/scheme/scheme.ts';
import { custom } from '../../core/scheme/schemes.ts';

export const SIGNATURE_HEADER = 'x-mandrill-signature';

const PARAMETER = 'mandrill_events';

/** Mandrill sends one, and reserves the right to send more. */
const MAX_PARAMETERS = 100;

type Parameters = readonly (readonly [name: string, value: string])[];

/**
 * Mandrill signs the URL and the form: its parameters sorted by name, without separators. Letters could be moved between
 * the URL, a name and a value, so the events have to come first. Then only their own list ends where it does.
 * @see https://mandrill.zendesk.com/hc/en-us/articles/205583257-How-to-Authenticate-Webhook-Requests
 */
export const scheme = /* @__PURE__ */ custom({
  headers: { [SIGNATURE_HEADER]: '{signature}' },
  says: 'URL and form, HMAC-SHA1',
  covers: ['body', 'url'],
  isAscii: true,
  verifies(request, key) {
    const parameters = parametersIn(request.text);
    if (parameters === undefined) return false;
    return macMatches(macOver(request, parameters, key), [request.headers[SIGNATURE_HEADER] ?? '']);
  },
  signs: (request, key) => ({ [SIGNATURE_HEADER]: macOf(macOver(request, parametersIn(request.text) ?? [], key)) }),
});

/** The JSON in a form; undefined if the body is not a form that Mandrill sends. */
export function eventsIn(text: string): string | undefined {
  return parametersIn(text)?.[0]?.[1];
}

function parametersIn(text: string): Parameters | undefined {
  if (!isDecodable(text) || text.split('&', MAX_PARAMETERS + 1).length > MAX_PARAMETERS) return undefined;
  const sorted = [...new URLSearchParams(text)].toSorted(([a], [b]) => Number(a > b) - Number(a < b));
  const [first, second] = sorted.map(([name]) => name);
  return first === PARAMETER && second !== PARAMETER ? sorted : undefined;
}

/** The form that contains this JSON. */
export function formOf(events: string): string {
  return new URLSearchParams({ [PARAMETER]: events }).toString();
}

function macOver({ url }: Pick<CustomRequest, 'url'>, parameters: Parameters, key: string): MacInput {
  return { hash: 'sha1', encoding: 'base64', key, parts: [url, ...parameters.flat()] };
}
