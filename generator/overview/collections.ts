import type { Files } from '../model.ts';

const WRITTEN = /records\.update\(\s*(?:'(\w+)'|(\w+))|\bcollection: '(\w+)'/g;
const DECLARED = /\bconst (\w+) = collection\b[^(;]{0,200}\(\s*'(\w+)'/g;

/**
 * The collections that a file names: by their names, or as ones that were declared with `collection`, in this file or in
 * another one.
 */
export function collectionsIn(path: string, files: Files): readonly string[] {
  const text = files.get(path) ?? '';
  const declared = new Map([...[...files.values()].flatMap(declarationsIn), ...declarationsIn(text)]);
  return [...text.matchAll(WRITTEN)].flatMap(([, name, variable, other]) => {
    const found = name ?? other ?? declared.get(variable ?? '');
    return found === undefined ? [] : [found];
  });
}

function declarationsIn(text: string): readonly (readonly [variable: string, name: string])[] {
  if (!text.includes('= collection')) return [];
  return [...text.matchAll(DECLARED)].map(([, variable = '', name = '']) => [variable, name]);
}
