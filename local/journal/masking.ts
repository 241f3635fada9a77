/** What a masked value reads as. */
const MASK = '[masked]';

/** Headers and parameters that carry a credential by their name. A signature proves a request and opens nothing: it is shown. */
const CREDENTIAL =
  /^(?:proxy-)?authorization$|^(?:set-)?cookie$|token|secret|passw|credential|(?:^|[-_])auth(?:[-_]|$)|(?:api|access|auth)[-_]?key/i;
const SIGNATURE = /signature|hmac|digest/i;

export type Headers = readonly (readonly [name: string, value: string])[];

/**
 * Headers with the values of credentials masked; of `Authorization` the scheme stays.
 * @param rawHeaders Names and values in turn, as Node gives them. @param more Lower-case names of further credentials.
 */
export function maskedHeaders(rawHeaders: readonly string[], more: ReadonlySet<string>): Headers {
  return Array.from({ length: rawHeaders.length / 2 }, (_, index) => {
    const [name = '', value = ''] = rawHeaders.slice(index * 2, index * 2 + 2);
    return [name, isCredential(name, more) ? masked(name, value) : value] as const;
  });
}

/** Path and query, with the values of parameters that carry a credential masked. */
export function maskedUrl(url: string): string {
  const [path = '', query] = url.split(/\?(.*)/s);
  if (query === undefined) return url;
  const parameters = query.split('&').map((parameter) => {
    const [name = ''] = parameter.split('=', 1);
    return isCredential(name, NONE) && parameter !== name ? `${name}=${MASK}` : parameter;
  });
  return `${path}?${parameters.join('&')}`;
}

const NONE: ReadonlySet<string> = new Set();

function isCredential(name: string, more: ReadonlySet<string>): boolean {
  return more.has(name.toLowerCase()) || (CREDENTIAL.test(name) && !SIGNATURE.test(name));
}

function masked(name: string, value: string): string {
  const [, scheme] = (/authorization$/i.test(name) && /^(\S+) \S/.exec(value)) || [];
  return scheme === undefined ? MASK : `${scheme} ${MASK}`;
}
