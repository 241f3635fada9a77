import path from 'node:path';
import engine from '../functions/src/package.json' with { type: 'json' };

/** What the engine exports, the more exact first: of several patterns, Node takes the one with the longest beginning. */
const EXPORTS = Object.entries(engine.exports)
  // The packed engine exports what was compiled of the same files.
  .map(([key, target]) => ({ key: engine.name + key.slice(1), target: target.slice(2).replace(/\.js$/, '.ts') }))
  .toSorted((a, b) => weight(b.key) - weight(a.key));

/**
 * The file that an import means, relative to functions/src: of a relative path, or of a name that the engine exports.
 * @param importer The importing file, relative to functions/src.
 * @returns undefined for another package.
 */
export function addressOf(importer: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(importer), specifier);
  if (specifier !== engine.name && !specifier.startsWith(`${engine.name}/`)) return undefined;
  for (const { key, target } of EXPORTS) {
    const filling = fillingOf(key, specifier);
    if (filling !== undefined) return target.replaceAll('*', filling);
  }
  return undefined;
}

/** What generated code imports a file of functions/src by. @param file Its path from there. */
export type Addresses = (file: string) => string;

/** The addresses in a tree that holds the engine. */
export const besideEngine: Addresses = (file) => `../${file}`;

/**
 * The addresses in a tree that depends on the engine: what is not of that tree is imported by the name that the engine
 * exports it under.
 * @param isOwn Whether a file is of that tree. What is generated always is.
 */
export function besideOwn(isOwn: (file: string) => boolean): Addresses {
  return (file) => {
    if (isOwn(file) || file.startsWith('generated/') || !ENGINE_FOLDERS.test(file)) return besideEngine(file);
    return `${engine.name}/${entryOf(file)}`;
  };
}

const ENGINE_FOLDERS = /^(?:core|gcp|integrations)\//;

/** The default addresses: as in a clone, or in another codebase, which has none of the engine's files. */
export function defaultAddresses(codebase: string | undefined): Addresses {
  return codebase === undefined ? besideEngine : besideOwn(() => false);
}

/** The entry that has what generated code imports from a file of the engine. */
function entryOf(file: string): string {
  for (const { key, target } of EXPORTS) {
    const filling = fillingOf(target, file);
    if (filling !== undefined) return key.slice(engine.name.length + 1).replaceAll('*', filling);
  }
  return /^core\/(?:inspect|integration)\//.test(file) ? 'catalog' : 'functions';
}

/** What the star of a pattern stands for; empty if a key without a star is the specifier. */
function fillingOf(key: string, specifier: string): string | undefined {
  const [head = '', tail] = key.split('*');
  if (tail === undefined) return specifier === key ? '' : undefined;
  const fits = specifier.length > head.length + tail.length && specifier.startsWith(head) && specifier.endsWith(tail);
  return fits ? specifier.slice(head.length, specifier.length - tail.length) : undefined;
}

/** @see https://nodejs.org/api/esm.html#resolution-algorithm-specification PATTERN_KEY_COMPARE */
function weight(key: string): number {
  const star = key.indexOf('*');
  return star === -1 ? Number.MAX_SAFE_INTEGER : star * 1000 + key.length;
}
