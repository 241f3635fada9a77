import { createHash } from 'node:crypto';

/** JSON in which a whole number that JavaScript cannot hold is the text of its digits. */
export function parsed(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '') ? source : value,
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 6901, without what objects inherit. */
export function at(value: unknown, pointer: string): unknown {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Object.getOwnPropertyDescriptor(inner, key)?.value;
  }, value);
}

export function name(value: unknown): string | undefined {
  if (typeof value === 'string') return value || undefined;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** The text of an element of a list that is the body: the shortest piece that is JSON, again and again. */
export function elementOf(list: string, wanted: number): string {
  const pieces = list.trim().slice(1, -1).split(',');
  let from = 0;
  for (let index = 0; ; index++) {
    let to = from + 1;
    while (!isJson(pieces.slice(from, to).join(','))) to++;
    if (index === wanted) return pieces.slice(from, to).join(',').trim();
    from = to;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
