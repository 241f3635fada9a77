/** What a message has in common with others of its kind: the parts that differ from event to event are taken out. */

/** Characters of a pattern. The beginning of a message says what happened. */
const MAX_PATTERN = 200;
/** A word that is longer, and has no space in it, is not a word. */
const MAX_WORD = 32;
/** Characters around a place that are looked at. */
const NEAR = 30;

/** A payload or a page that somebody put into a message: JSON, or HTML, up to the end. */
const PAYLOAD = /(?:[{[]["{[\s]|<!doctype\b|<html\b).*$/is;
const URL = /\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s'"`<>]+/gi;
const MAYBE_EMAIL = /[^\s'"`<>(),;]+/g;
const WORD = /(?:::)?[\p{L}\p{N}_$][\p{L}\p{N}_$\-.:+/=~%#]*/gu;
/** What ends a word, and is not part of it. */
const PUNCTUATION: ReadonlySet<string> = new Set('.:/=%-+~#');
/** Behind an expression that V8 prints as the code spells it: a minified build spells variables otherwise each time. */
const BEHIND_EXPRESSION = /^ is not (?:a function|iterable|a constructor|defined)/;
/** Before a number that is the status of an answer: 404 and 503 are different kinds of failures. */
const BEFORE_STATUS =
  /\b(?:status|code|http|answer|answers|answered|return|returned|responded|response|error)\b[ :=(]{0,3}(?:with |of )?$/i;
const STATUS = /^[45]\d\d$/;
/** Before the name of a property, which the engine quotes: it is part of the code, not of the data. */
const BEFORE_PROPERTY = /(?:\((?:reading|setting)|destructure property) $/;
const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['‘', '’'],
  ['«', '»'],
]);
/** Lists of any length come to the same. */
const REPEATED = /(<(?:id|text|url|email)>)(?:(?:,|;| and|, and)? \1)+/g;

/**
 * A message without URLs, e-mail addresses, quoted text, payloads, numbers and ids, on one line:
 * `No such customer: 'cus_1'` → `No such customer: <text>`. It takes time in proportion to the message.
 */
export function patternOf(message: string): string {
  return withoutQuoted(
    message
      .replace(PAYLOAD, '<data>')
      .replace(URL, '<url>')
      .replace(MAYBE_EMAIL, (text) => (isEmail(text) ? '<email>' : text)),
  )
    .replace(WORD, wordPattern)
    .replace(/\s+/g, ' ')
    .replace(REPEATED, '$1')
    .trim()
    .slice(0, MAX_PATTERN)
    .toWellFormed();
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && at < text.length - 1;
}

function withoutQuoted(text: string): string {
  let result = '';
  let rest = 0;
  const unclosed = new Set<string>();
  for (let at = 0; at < text.length; at++) {
    const open = text.charAt(at);
    const close = QUOTES.get(open);
    // An apostrophe within a word quotes nothing.
    if (close === undefined || unclosed.has(open) || (open === "'" && isLetter(text.charAt(at - 1)))) continue;
    const end = closingAt(text, close, at + 1);
    if (end === -1) {
      unclosed.add(open);
      continue;
    }
    const quoted = text.slice(at, end + 1);
    const kept = isProperty(quoted, text.slice(Math.max(at - NEAR, 0), at)) ? quoted : '<text>';
    result += text.slice(rest, at) + kept;
    rest = end + 1;
    at = end;
  }
  return result + text.slice(rest);
}

function closingAt(text: string, close: string, from: number): number {
  let end = text.indexOf(close, from);
  if (close !== "'") return end;
  while (end !== -1 && isLetter(text.charAt(end + 1))) end = text.indexOf(close, end + 1);
  return end;
}

function isLetter(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function isProperty(quoted: string, before: string): boolean {
  return BEFORE_PROPERTY.test(before) && /^'[A-Za-z_$]{1,40}'$/.test(quoted);
}

function wordPattern(word: string, at: number, whole: string): string {
  if (BEHIND_EXPRESSION.test(whole.slice(at + word.length, at + word.length + NEAR))) {
    const dot = word.indexOf('.');
    return dot === -1 ? '<name>' : `<name>${word.slice(dot)}`;
  }
  let length = word.length;
  while (length > 0 && PUNCTUATION.has(word.charAt(length - 1))) length--;
  const stem = word.slice(0, length);
  if (STATUS.test(stem) && BEFORE_STATUS.test(whole.slice(Math.max(at - NEAR, 0), at))) return word;
  return /\p{N}/u.test(stem) || stem.length > MAX_WORD ? `<id>${word.slice(length)}` : word;
}
