import { isJsonObject } from './json.ts';

/** The value at a JSON pointer; undefined if there is none. The empty pointer is the value itself. */
export function valueAt(value: unknown, pointer: string): unknown {
  let inner = value;
  for (const key of keysOf(pointer)) {
    if (Array.isArray(inner)) {
      const elements: readonly unknown[] = inner;
      inner = elements[Number(key)];
    } else {
      inner = isJsonObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
    }
  }
  return inner;
}

/** As few as there are places. */
const knownKeys = new Map<string, readonly string[]>();

/** The keys of a JSON pointer, from the outside in. It is taken apart once. */
export function keysOf(pointer: string): readonly string[] {
  const keys = knownKeys.get(pointer) ?? readKeys(pointer);
  knownKeys.set(pointer, keys);
  return keys;
}

function readKeys(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
