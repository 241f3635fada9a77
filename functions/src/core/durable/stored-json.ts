import { PermanentError } from '../event/errors.ts';
import { isJsonObject } from '../event/json.ts';

/**
 * What JSON keeps of a value, frozen: the first replay must see exactly what all later ones see.
 * @param what Names it in the error: `The fact paid`.
 * @throws {PermanentError} for what JSON cannot print, and for more than a number of bytes.
 */
export function storedJson(what: string, value: unknown, maxBytes: number): unknown {
  const text = printed(what, value);
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) {
    throw new PermanentError(`${what} takes ${bytes} bytes, and may take ${maxBytes}: keep ids, and fetch the rest.`);
  }
  return frozen(JSON.parse(text));
}

function printed(what: string, value: unknown): string {
  try {
    const text = JSON.stringify(value ?? null);
    if (typeof text === 'string') return text;
  } catch (cause) {
    throw new PermanentError(`${what} cannot be kept: JSON cannot print it.`, { cause });
  }
  throw new PermanentError(`${what} cannot be kept: JSON cannot print it.`);
}

function frozen(value: unknown): unknown {
  if (Array.isArray(value)) {
    for (const item of value) frozen(item);
    return Object.freeze(value);
  }
  if (!isJsonObject(value)) return value;
  for (const field of Object.values(value)) frozen(field);
  return Object.freeze(value);
}
