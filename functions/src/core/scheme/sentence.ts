import { KEY_KINDS } from './scheme-facts.ts';
import { bearingHeaders } from './headers.ts';
import type { Hmac, PublicKeySignature, Scheme, SingleScheme } from './scheme.ts';
import { gapsOf, templateOf } from './template.ts';

/** How a provider proves its requests, for people: `HMAC-SHA256 in hex over {timestamp}.{body}, in x-acme-signature`. */
export function sentenceOf(scheme: Scheme): string {
  const schemes = scheme.kind === 'either' ? scheme.schemes : [scheme];
  return schemes.map((one) => `${proofOf(one)}, in ${bearerOf(one)}`).join('; or ');
}

function bearerOf({ headers }: SingleScheme): string {
  return bearingHeaders(headers).join(' or ') || 'the body';
}

/** What a scheme covers, and by what, for a table: `time and body, HMAC-SHA256`. */
export function coverageOf(scheme: Scheme): string {
  const one = scheme.kind === 'either' ? scheme.schemes[0] : scheme;
  switch (one.kind) {
    case 'credential':
      return 'nothing: each request carries a credential';
    case 'custom':
      return one.says;
    case 'jwt': {
      const parts = listed(partsIn(Object.values(one.claims).join('')));
      return parts === '' ? 'nothing: each request carries a token' : `${parts}, JWT`;
    }
    case 'hmac':
    case 'publicKey': {
      const body = one.time?.at === undefined ? 'body' : 'body with its time';
      const parts = listed(partsIn(one.signs)).replace('body', body);
      return `${parts}, ${algorithmOf(one)}${'published' in one ? ' by published keys' : ''}`;
    }
  }
}

/** What each gap of a signed text is called. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ['timestamp', 'time'],
  ['url', 'URL'],
]);

function partsIn(text: string): readonly string[] {
  return gapsOf(templateOf(text)).map(({ name }) => PARTS.get(name) ?? name.replace(/^header:/, 'header '));
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function algorithmOf(scheme: Hmac | PublicKeySignature): string {
  return scheme.kind === 'hmac' ? `HMAC-${scheme.hash.toUpperCase()}` : KEY_KINDS[scheme.key];
}

function proofOf(scheme: SingleScheme): string {
  switch (scheme.kind) {
    case 'hmac':
    case 'publicKey':
      return `${algorithmOf(scheme)} in ${encodingName(scheme.encoding)} over ${shown(scheme.signs)}`;
    case 'jwt': {
      const claims = Object.entries(scheme.claims).map(([name, claim]) => `${name} = ${claim}`);
      return `JWT (${scheme.algorithms.join(', ')})${claims.length > 0 ? ` with ${claims.join(', ')}` : ''}`;
    }
    case 'credential':
      return 'a static credential';
    case 'custom':
      return scheme.says;
  }
}

function encodingName(encoding: string): string {
  return encoding.split(':')[0] ?? encoding;
}

/** Line breaks are spelled out. */
function shown(template: string): string {
  return template === '{body}' ? 'the body' : template.replaceAll('\n', String.raw`\n`);
}
