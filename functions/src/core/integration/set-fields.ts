import { keysOf } from '../event/json-pointer.ts';
import { isJsonObject } from '../event/json.ts';

/** Values by JSON pointer: `{ '/data/object/id': 'in_7' }`. An undefined value removes the field. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * A JSON body with other values in some fields. Objects that are missing on the way to a field are created.
 * @throws {TypeError} for a body that is not JSON, and for a pointer that leads into a text or a number.
 */
export function withFields(body: string, fields: Fields): string {
  const entries = Object.entries(fields);
  if (entries.length === 0) return body;
  let value = parseExactly(body);
  for (const [pointer, field] of entries) value = withField(value, keysOf(pointer), field, pointer);
  return JSON.stringify(value);
}

/**
 * JSON whose numbers are printed again with every digit that they had.
 * @throws {TypeError} for a text that is not JSON.
 */
export function parseExactly(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value, { source }) =>
      typeof value === 'number' && source !== undefined && source !== String(value) ? JSON.rawJSON(source) : value,
    );
  } catch (cause) {
    throw new TypeError('The sample is not JSON, so it has no fields to set: use "edit".', { cause });
  }
}

declare global {
  interface JSON {
    /** A number whose every digit is printed. @see https://github.com/tc39/proposal-json-parse-with-source */
    rawJSON(text: string): object;
    /** Whether a value is such a number. */
    isRawJSON(value: unknown): boolean;
  }
}

function withField(value: unknown, [key, ...inner]: readonly string[], field: unknown, pointer: string): unknown {
  if (key === undefined) return field;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    const index = key === '-' ? list.length : Number(key);
    if (!Number.isInteger(index) || index < 0 || index > list.length) throw nowhere(pointer, key);
    return [...list.slice(0, index), withField(list[index], inner, field, pointer), ...list.slice(index + 1)];
  }
  if (isJsonObject(value) && !isExactNumber(value))
    return { ...value, [key]: withField(value[key], inner, field, pointer) };
  if (value === undefined || value === null) return { [key]: withField(undefined, inner, field, pointer) };
  throw nowhere(pointer, key);
}

/** Node 20 makes no such numbers, and has no function that knows them. */
function isExactNumber(value: object): boolean {
  return 'isRawJSON' in JSON && JSON.isRawJSON(value);
}

function nowhere(pointer: string, key: string): TypeError {
  const example = 'a JSON pointer such as /data/object/id, or /0/event for the first element of a list';
  return new TypeError(`The sample has no place ${pointer}: there is no "${key}" to set. It must be ${example}.`);
}
