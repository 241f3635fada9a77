import type { Literal, TemplateElement, TemplateLiteral } from 'acorn';
import { parseTypeScript, walk } from '../../generator/syntax.ts';
import { blank, longWord } from './prose.ts';

/** A string of a type is found like this too, so that no slashes in it begin a comment. */
const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'/g;
const CODE_IN_COMMENT = /`[^`\n]*`|\{@link [^}\n]*\}|https?:\S+|(?<=@(?:throws|type) )\{[^}\n]*\}/g;
const MARKS = /^\/\*\*?|\*\/$|^\/\/|^ *\*/gm;

/**
 * @returns the comments and string literals of a TypeScript module, without the rest. Lines and columns stay; an
 *   expression in a template becomes one long word. @throws {GeneratorError} if the module does not parse.
 */
export function proseOfTypeScript(file: string, text: string): string {
  const literals = literalsIn(file, text);
  const withoutLiterals = literals.reduce((code, { start, end }) => replaced(code, start, end, blank), text);
  const comments = [...withoutLiterals.matchAll(COMMENT_OR_STRING)].filter(([found]) => found.startsWith('/'));
  const withComments = comments.reduce(
    (prose, { index, 0: comment }) => prose.slice(0, index) + wordsOf(comment) + prose.slice(index + comment.length),
    blank(text),
  );
  return literals.reduce(
    (prose, { start, end, words }) => prose.slice(0, start) + words + prose.slice(end),
    withComments,
  );
}

interface Words {
  readonly start: number;
  readonly end: number;
  readonly words: string;
}

/** The literals of a module, each before those within it. */
function literalsIn(file: string, text: string): readonly Words[] {
  const found: Words[] = [];
  walk(parseTypeScript(file, text).program, (node) => {
    if (!isLiteral(node)) return;
    const { start, end } = node;
    found.push({ start, end, words: wordsIn(node, text.slice(start, end)) });
  });
  return found;
}

function isLiteral(node: object): node is Literal | TemplateElement | TemplateLiteral {
  return 'type' in node && ['Literal', 'TemplateElement', 'TemplateLiteral'].includes(String(node.type));
}

function wordsIn(node: Literal | TemplateElement | TemplateLiteral, written: string): string {
  if (node.type === 'TemplateElement') return written;
  if (node.type === 'TemplateLiteral') return ` ${longWord(written.slice(1, -1))} `;
  return typeof node.value === 'string' ? ` ${written.slice(1, -1)} ` : blank(written);
}

function wordsOf(comment: string): string {
  return comment.replace(MARKS, blank).replace(CODE_IN_COMMENT, longWord);
}

function replaced(text: string, start: number, end: number, by: (part: string) => string): string {
  return text.slice(0, start) + by(text.slice(start, end)) + text.slice(end);
}
