/** Stands for what was cut off: three bytes of UTF-8. */
const ELLIPSIS = '…';

/**
 * Text that every store takes: well-formed, with U+FFFD in place of half a surrogate pair, and cut to a length.
 * @param maxBytes The longest result, in bytes of UTF-8.
 */
export function boundedText(text: string, maxBytes: number): string {
  // A UTF-16 unit takes at least one byte: whatever is longer is cut anyway.
  const bytes = Buffer.from(text.slice(0, maxBytes + 1).toWellFormed());
  if (bytes.byteLength <= maxBytes) return bytes.toString();
  let end = Math.max(maxBytes - Buffer.byteLength(ELLIPSIS), 0);
  while (end > 0 && isContinuation(bytes[end])) end--;
  return bytes.toString('utf8', 0, end) + ELLIPSIS;
}

/** Text on one line: every control character, line breaks included, becomes a space. */
export function onOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

/** Whether text holds a control character: C0, DEL or C1. */
export function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** Whether a byte goes on with a character of UTF-8 instead of beginning one. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}
