import { KEY_KINDS } from './scheme-facts.ts';
import { bearingHeaders } from './headers.ts';
import type { Scheme, SingleScheme } from './scheme.ts';

/** How a provider proves its requests, for people: `HMAC-SHA256 in hex over {timestamp}.{body}, in x-acme-signature`. */
export function sentenceOf(scheme: Scheme): string {
  const schemes = scheme.kind === 'either' ? scheme.schemes : [scheme];
  return schemes.map((one) => `${proofOf(one)}, in ${bearingHeaders(one.headers).join(' or ')}`).join('; or ');
}

function proofOf(scheme: SingleScheme): string {
  switch (scheme.kind) {
    case 'hmac':
      return `HMAC-${scheme.hash.toUpperCase()} in ${encodingName(scheme.encoding)} over ${shown(scheme.signs)}`;
    case 'publicKey':
      return `${KEY_KINDS[scheme.key]} in ${encodingName(scheme.encoding)} over ${shown(scheme.signs)}`;
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
