import { headerFormOf } from './header-form.ts';
import type { HeaderForms, Scheme, SingleScheme } from './scheme.ts';
import { windowOf } from './scheme-facts.ts';
import { gapsOf, isFilter, templateOf, type Gap } from './template.ts';

const HEADER_GAPS: readonly string[] = ['signature', 'timestamp', 'id', 'nonce', 'key', 'token', 'secret', 'any'];
const SIGNED_GAPS: readonly string[] = ['body', 'url', 'method', 'timestamp', 'id', 'nonce'];
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

/** The widest window that a signed time may have: a week, as long as the most patient provider retries. */
const MAX_WINDOW_SECONDS = 604_800;

/** What is wrong with a scheme that the compiler cannot see, as sentences. None: it can work. */
export function faultsOf(scheme: Scheme): readonly string[] {
  if (scheme.kind === 'either') return [...scheme.schemes.flatMap(faultsOfOne), ...keyFaults(scheme.schemes)];
  return [...faultsOfOne(scheme), ...keyFaults([scheme])];
}

function faultsOfOne(scheme: SingleScheme): readonly string[] {
  return [...headerFaults(scheme), ...signedFaults(scheme), ...windowFaults(scheme)];
}

/** Every configured secret is tried with every scheme, so a public key would also be tried as a shared secret. */
function keyFaults(schemes: readonly SingleScheme[]): readonly string[] {
  const kinds = new Set(schemes.flatMap(kindsOfKey));
  return kinds.size < 2
    ? []
    : [
        'Public keys and shared secrets cannot go together: anyone could sign with the public key as the secret. Use one kind of key.',
      ];
}

function kindsOfKey(scheme: SingleScheme): readonly ('public' | 'shared')[] {
  if (scheme.kind === 'jwt') return scheme.algorithms.map((name) => (name.startsWith('HS') ? 'shared' : 'public'));
  if (scheme.kind === 'custom') return [];
  return [scheme.kind === 'publicKey' ? 'public' : 'shared'];
}

function headerFaults(scheme: SingleScheme): readonly string[] {
  const { kind, headers } = scheme;
  const isInBody = kind === 'custom' && scheme.signsInBody !== undefined;
  const proof = { hmac: 'signature', publicKey: 'signature', jwt: 'token', credential: 'secret', custom: undefined }[
    kind
  ];
  const held = gapsIn(headers).map(({ name }) => name);
  return [
    ...(Object.keys(headers).length === 0 && !isInBody ? ['A scheme names at least one header.'] : []),
    ...Object.keys(headers)
      .filter((name) => !HEADER_NAME.test(name))
      .map((name) => `"${name}" is not the name of a header in lower case, like "x-acme-signature".`),
    ...Object.values(headers).flatMap((form) => malformed(form)),
    ...held
      .filter((name) => !HEADER_GAPS.includes(name))
      .map((name) => `A header holds no {${name}}; use ${listed(HEADER_GAPS)}.`),
    ...(proof !== undefined && !held.includes(proof)
      ? [`No header holds {${proof}}, which is what proves the request.`]
      : []),
  ];
}

function signedFaults(scheme: SingleScheme): readonly string[] {
  if (scheme.kind === 'custom') {
    const isMissing =
      scheme.time !== undefined &&
      scheme.time.at === undefined &&
      !gapsIn(scheme.headers).some(({ name }) => name === 'timestamp');
    return isMissing
      ? ['The signed time is nowhere: name a header that holds {timestamp}, or a place in the body.']
      : [];
  }
  if (scheme.kind !== 'hmac' && scheme.kind !== 'publicKey') return [];
  const { signs, headers, time } = scheme;
  const gaps = gapsOf(templateOf(signs));
  const held = gapsIn(headers).map(({ name }) => name);
  const faults = gaps.flatMap(({ name, filter }) => {
    if (name.startsWith('header:')) return [];
    if (!SIGNED_GAPS.includes(name))
      return [`A scheme signs no {${name}}; use ${listed(SIGNED_GAPS)} or {header:NAME}.`];
    if (filter !== undefined && !isFilter(filter)) return [`There is no digest {${name}|${filter}}.`];
    const isFromHeader = name === 'timestamp' || name === 'id' || name === 'nonce';
    return isFromHeader && !held.includes(name) ? [`{${name}} is signed, but no header holds it.`] : [];
  });
  return [
    ...malformed(signs),
    ...faults,
    ...(gaps.some(({ name }) => name === 'body')
      ? []
      : [`The signature has to cover the body: add {body} to "${signs}".`]),
    ...(time !== undefined && time.at === undefined && !gaps.some(({ name }) => name === 'timestamp')
      ? [
          'A time limits nothing unless it is signed: add {timestamp} to what is signed, or say where in the body it is.',
        ]
      : []),
  ];
}

function windowFaults(scheme: SingleScheme): readonly string[] {
  const window = windowOf(scheme);
  if (window === undefined || (Number.isInteger(window) && window >= 1 && window <= MAX_WINDOW_SECONDS)) return [];
  return [`The window is a whole number of seconds from 1 to ${MAX_WINDOW_SECONDS}, not ${window}.`];
}

function gapsIn(headers: HeaderForms): readonly Gap[] {
  return Object.values(headers).flatMap((form) => headerFormOf(form).items.flatMap(({ gap }) => gap ?? []));
}

/** A brace that begins no gap is a typing error. */
function malformed(text: string): readonly string[] {
  const isSound = templateOf(text).every((part) => typeof part !== 'string' || !/[{}]/.test(part));
  return isSound ? [] : [`"${text}" has a brace that encloses no gap.`];
}

function listed(names: readonly string[]): string {
  return names.map((name) => `{${name}}`).join(', ');
}
