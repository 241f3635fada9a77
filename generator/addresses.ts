import path from 'node:path';
import engine from '../functions/src/package.json' with { type: 'json' };

/** What the engine exports, the more exact first: of several patterns, Node takes the one with the longest beginning. */
const EXPORTS = Object.entries(engine.exports)
  .map(([key, target]) => ({ key: engine.name + key.slice(1), target: target.slice(2) }))
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
