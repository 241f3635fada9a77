/** What a masked value reads as. */
const MASK = '[masked]';

/** Parts of names that stand for a credential wherever they occur: `X-Gitlab-Token`, `PHPSESSID`, `access_token`. */
const CREDENTIAL = /authorization|cookie|token|secret|passw|passphrase|credential|sess(?:ion|id)|bearer/;
/** Whole words that do: `X-Auth`, `?sid=`, `?pwd=`. */
const CREDENTIAL_WORDS: ReadonlySet<string> = new Set(['auth', 'sid', 'jwt', 'pwd', 'otp', 'pin']);
/** A key, as in `X-Api-Key` and `?key=`. */
const KEY = /(?:^|-)keys?$|(?:api|access|auth|private)-?key/;
/** Keys that open nothing. */
const HARMLESS_KEY = /idempotency|public/;

/** A signature in a header proves one body and opens nothing: it is shown. */
const SIGNATURE = /signature|hmac|digest/;
/** In a URL it is what makes the URL open something: whoever has the URL has the right to it. */
const URL_SIGNATURE = /^sig$|signature|hmac/;

export type Headers = readonly (readonly [name: string, value: string])[];

/**
 * Headers with the values of credentials masked; of `Authorization` the scheme stays.
 * @param rawHeaders Names and values in turn, as Node gives them. @param more Lower-case names of further credentials.
 */
export function maskedHeaders(rawHeaders: readonly string[], more: ReadonlySet<string>): Headers {
  return Array.from({ length: rawHeaders.length / 2 }, (_, index) => {
    const [name = '', value = ''] = rawHeaders.slice(index * 2, index * 2 + 2);
    const isMasked = more.has(name.toLowerCase()) || (isCredential(name) && !SIGNATURE.test(name.toLowerCase()));
    if (isMasked) return [name, masked(name, value)] as const;
    return [name, /^referer$/i.test(name) ? maskedUrl(value) : value] as const;
  });
}

/** A URL with the values of parameters that carry a credential masked, and a user's name and password in it. */
export function maskedUrl(url: string): string {
  const [whole = '', query] = url.split(/\?(.*)/s);
  const path = whole.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, `$1${MASK}@`);
  if (query === undefined) return path;
  const parameters = query.split('&').map((parameter) => {
    const [name = ''] = parameter.split('=', 1);
    const plain = decoded(name);
    const isMasked = parameter !== name && (isCredential(plain) || URL_SIGNATURE.test(plain.toLowerCase()));
    return isMasked ? `${name}=${MASK}` : parameter;
  });
  return `${path}?${parameters.join('&')}`;
}

function isCredential(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const joined = words.join('-');
  if (CREDENTIAL.test(joined) || CREDENTIAL.test(words.join(''))) return true;
  if (words.some((word) => CREDENTIAL_WORDS.has(word))) return true;
  return KEY.test(joined) && !HARMLESS_KEY.test(joined);
}

/** The name of a parameter as the receiver reads it: `%74oken` is `token`. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}

function masked(name: string, value: string): string {
  const [, scheme] = (/authorization$/i.test(name) && /^(\S+) \S/.exec(value)) || [];
  return scheme === undefined ? MASK : `${scheme} ${MASK}`;
}
