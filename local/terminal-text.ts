/**
 * Characters that move the cursor, change the terminal, break a line, or turn around what follows on it: control
 * characters (C0, DEL and C1), Unicode's line separators, and its bidirectional controls.
 * @see https://www.unicode.org/reports/tr9/ and https://trojansource.codes/
 */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** The same but for line breaks and tabs, which text of several lines is made of. */
const UNSAFE_IN_LINES = /[^\P{Cc}\n\t]|[\p{Bidi_Control}\u2028\u2029]/gu;

const ESCAPE = String.fromCodePoint(0x1b);

/** A colour or the end of one, or a character that is unsafe in lines. */
const COLOUR_OR_UNSAFE = new RegExp(`${ESCAPE}\\[[\\d;]*m|${UNSAFE_IN_LINES.source}`, 'gu');

/**
 * Text of somebody else's, such as an id, a type or the message of an error, on one line: it can neither steer the
 * terminal nor look like a line of ours.
 */
export function onTerminalLine(text: string): string {
  return text.replaceAll(UNSAFE, ' ');
}

/** Foreign text on separate lines, such as a payload. What is unsafe in it is shown as `\u001b`. */
export function onTerminalLines(text: string): string {
  return text.replaceAll(UNSAFE_IN_LINES, escaped);
}

/**
 * Whatever is about to be written to a terminal, as the last thing that happens to it: only colours are let through.
 * If the text is JSON, what it escapes only occurs in strings, and means the same there.
 */
export function terminalOutput(text: string): string {
  return text.replaceAll(COLOUR_OR_UNSAFE, (found) => (found.endsWith('m') ? found : escaped(found)));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
