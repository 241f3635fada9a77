import { PHRASES } from './phrases.ts';

/** @returns one sentence for each phrase in the prose of a file: where it is, and what to write instead. */
export function findingsIn(file: string, prose: string): readonly string[] {
  return prose
    .split('\n')
    .flatMap((line, index) =>
      PHRASES.flatMap(({ pattern, instead }) =>
        [...line.matchAll(pattern)].map(([phrase]) => `${file}:${index + 1}: “${phrase.trim()}”. Write ${instead}.`),
      ),
    );
}

/** @returns a Markdown page without its code and link targets. Lines and columns stay; a code span becomes one long word. */
export function proseOfMarkdown(text: string): string {
  return text
    .replace(/^ *(?:```|~~~).*?^ *(?:```|~~~)$/gms, blank)
    .replace(/`[^`\n]*`/g, longWord)
    .replace(/\]\([^)\n]*\)/g, blank)
    .replace(/<https?:[^>\n]*>/g, blank);
}

/** @returns spaces on the lines of the code. */
export function blank(code: string): string {
  return code.replace(/[^\n]/g, ' ');
}

/** @returns one word for each line of the code. */
export function longWord(code: string): string {
  return code.replace(/[^\n]/g, 'x');
}
