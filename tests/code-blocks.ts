import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a page under docs/. */
export interface CodeBlock {
  /** The language after the fence: `ts`. */
  readonly language: string;
  readonly text: string;
}

/** The code of a page, block by block, in its order. */
export function codeBlocks(page: string): readonly CodeBlock[] {
  const text = readFileSync(join(import.meta.dirname, '..', 'docs', page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
    language,
    text: code,
  }));
}
