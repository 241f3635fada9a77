import { boundedText } from './text.ts';

/** How many errors of a chain are told, the outermost first. Deeper ones tend to repeat what the outer ones said. */
const MAX_CHAIN = 4;
/** How many errors of an `AggregateError` are told. */
const MAX_SIBLINGS = 3;
/** Bytes of one error. Some libraries put a whole response into a message. */
const MAX_PART = 500;

/**
 * What was thrown, in one text for people: the message, then those of its causes, as in
 * `fetch failed: connect ECONNREFUSED 127.0.0.1:9`. It is what gets stored, logged and shown, so it is bounded (about
 * 2,000 bytes), well-formed, and free of control characters other than tabs and line breaks.
 * @param thrown Anything: an error, a string, `undefined`.
 * @param most The maximum bytes of each error. A terminal shows the whole message.
 */
export function messageOf(thrown: unknown, most = MAX_PART): string {
  const parts: string[] = [];
  for (const link of chainOf(thrown)) {
    const part = clean(textOf(link), most);
    if (part !== '' && parts.every((told) => !told.includes(part))) parts.push(part);
  }
  const last = parts.pop() ?? 'An error without a message';
  return [...parts.map((part) => part.replace(/[.:;]$/, '')), last].join(': ');
}

function chainOf(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  let link = thrown;
  while (chain.length < MAX_CHAIN && !chain.includes(link)) {
    chain.push(link);
    if (!(link instanceof Error) || link.cause === undefined || link.cause === null) break;
    link = link.cause;
  }
  return chain;
}

function textOf(link: unknown): string {
  const own = ownTextOf(link);
  // Node reports a host that refuses on each of its addresses as an aggregate with an empty message.
  if (own !== '' || !(link instanceof AggregateError)) return own === '' ? labelOf(link) : own;
  const siblings = [...new Set(link.errors.map(ownTextOf))].filter((text) => text !== '');
  return siblings.length === 0 ? labelOf(link) : siblings.slice(0, MAX_SIBLINGS).join(', ');
}

function ownTextOf(link: unknown): string {
  if (typeof link === 'object' && link !== null) {
    return 'message' in link && typeof link.message === 'string' ? link.message : '';
  }
  return String(link);
}

/** What stands for an error without a message. */
function labelOf(link: unknown): string {
  if (typeof link !== 'object' || link === null) return '';
  if ('code' in link && typeof link.code === 'string') return link.code;
  return link instanceof Error ? link.name : 'An object that is not an error';
}

function clean(text: string, most: number): string {
  return boundedText(text, most)
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '\uFFFD');
}
