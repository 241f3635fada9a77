import { keysOf, valueAt } from '../../functions/src/core/event/json-pointer.ts';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import { parseExactly, withFields } from '../../functions/src/core/integration/set-fields.ts';
import { UsageError } from '../exit.ts';

/** A field of a body and the value that it gets. */
export interface Assignment {
  /** The field as it was typed: `data.object.amount`, or a JSON pointer. */
  readonly field: string;
  readonly pointer: string;
  /** The value as it was typed. */
  readonly text: string;
}

/** Reads `data.object.amount=500`. @throws {UsageError} */
export function assignmentIn(word: string): Assignment {
  const [, field, text] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
  if (field === undefined || text === undefined) {
    throw new UsageError(`--set ${word} names no value; write --set data.object.amount=500.`);
  }
  return { field, text, pointer: field.startsWith('/') ? field : pointerOf(field.split('.')) };
}

/**
 * A body with other values in some of the fields that it has.
 * @param body JSON, or a form, whose fields are its parameters.
 * @throws {UsageError} for a body of another kind, and for a field that it does not have.
 */
export function withAssignments(body: Buffer, assignments: readonly Assignment[]): Buffer {
  if (assignments.length === 0) return body;
  const text = body.toString();
  const change = parseJson(text) === undefined ? setParameter : setField;
  return Buffer.from(assignments.reduce(change, text));
}

function setField(body: string, { field, pointer, text }: Assignment): string {
  const sample = parseJson(body);
  if (valueAt(sample, pointer) === undefined) throw missing(sample, field, keysOf(pointer));
  return withFields(body, { [pointer]: valueOf(text) });
}

/** The value that was typed: JSON, or else text. */
function valueOf(text: string): unknown {
  return parseJson(text) === undefined ? text : parseExactly(text);
}

function setParameter(body: string, { field, text }: Assignment): string {
  const form = new URLSearchParams(body);
  if (/[\r\n]/.test(body)) throw new UsageError('--set cannot be used here: the body is neither JSON nor a form.');
  if (!form.has(field)) throw noField(field, `The form has ${listOf([...new Set(form.keys())])}.`);
  form.set(field, text);
  return form.toString();
}

/** Says how far the way to a field goes, and what is there instead. */
function missing(sample: unknown, field: string, keys: readonly string[]): UsageError {
  const depth = keys.findIndex((_key, index) => valueAt(sample, pointerOf(keys.slice(0, index + 1))) === undefined);
  const way = keys.slice(0, depth);
  const value = valueAt(sample, pointerOf(way));
  const place = way.length === 0 ? 'The body' : way.join('.');
  if (Array.isArray(value)) return noField(field, `${place} is a list of ${value.length}, counted from 0.`);
  if (!isJsonObject(value)) {
    return noField(field, `${place} is ${value === null ? 'null' : `a ${typeof value}`}, which has no fields.`);
  }
  const whole = way.length === 0 ? '' : ` To add a field, set all of ${place} to a JSON object.`;
  return noField(field, `${place} has ${listOf(Object.keys(value))}.${whole}`);
}

function noField(field: string, instead: string): UsageError {
  return new UsageError(`--set ${field}: the sample has no such field. ${instead}`);
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'no fields' : names.join(', ');
}

function pointerOf(keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
