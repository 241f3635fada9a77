import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import type { FieldType, Schema } from './discovery.ts';

/** The schemas of one API. */
export type Schemas = Readonly<Record<string, Schema>>;

/**
 * What Google would refuse in a JSON body: fields that the schema does not have, and values of another type.
 * @param type The schema's name.
 */
export function bodyViolations(schemas: Schemas, type: FieldType, value: unknown, at: string): readonly string[] {
  if (value === null || type === 'any') return [];
  if (typeof type === 'string') {
    const schema = schemas[type];
    return schema === undefined ? scalarViolations(type, value, at) : fieldViolations(schemas, schema, value, at);
  }
  if ('fields' in type) return fieldViolations(schemas, type.fields, value, at);
  if ('list' in type) {
    if (!Array.isArray(value)) return [invalid(at, 'list', value)];
    return value.flatMap((item, index) => bodyViolations(schemas, type.list, item, `${at}[${index}]`));
  }
  if (!isJsonObject(value)) return [invalid(at, 'map', value)];
  return Object.entries(value).flatMap(([key, item]) => bodyViolations(schemas, type.map, item, `${at}.${key}`));
}

function fieldViolations(schemas: Schemas, schema: Schema, value: unknown, at: string): readonly string[] {
  if (!isJsonObject(value)) return [invalid(at, 'object', value)];
  return Object.entries(value).flatMap(([name, field]) => {
    const type = schema[name];
    if (type !== undefined) return bodyViolations(schemas, type, field, `${at}.${name}`);
    return [`Invalid JSON payload received. Unknown name "${name}" at '${at}': Cannot find field.`];
  });
}

function scalarViolations(type: string, value: unknown, at: string): readonly string[] {
  const isRight = typeof value === type || (type === 'number' && isNumeric(value));
  return isRight ? [] : [invalid(at, type, value)];
}

/** Numbers may come as text. @see https://protobuf.dev/programming-guides/json */
function isNumeric(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !Number.isNaN(Number(value));
}

function invalid(at: string, type: string, value: unknown): string {
  return `Invalid value at '${at}' (${type}), ${JSON.stringify(value)}`;
}

/** Query parameters that every method takes. @see https://cloud.google.com/apis/docs/system-parameters */
const SYSTEM_PARAMETERS: ReadonlySet<string> = new Set([
  '$alt',
  'alt',
  'fields',
  'key',
  'prettyPrint',
  'quotaUser',
  'uploadType',
  'userProject',
]);

/** What Google would refuse in a query: parameters that the method does not have. */
export function queryViolations(query: Schema, sent: URLSearchParams): readonly string[] {
  const unknown = [...sent.keys()].filter((name) => !(name in query) && !SYSTEM_PARAMETERS.has(name));
  return unknown.map((name) => `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter.`);
}

/**
 * What Google would refuse in a field mask: paths to fields that the schema does not have.
 * @param mask Paths with commas between them, in camelCase or snake_case.
 */
export function maskViolations(schemas: Schemas, type: FieldType, mask: string): readonly string[] {
  return pathsIn(mask).flatMap((path) => {
    let reached: FieldType | undefined = type;
    for (const name of path.split('.')) reached = reached && fieldOf(schemas, reached, name);
    return reached === undefined ? [`Invalid field mask: '${path}' is not a field.`] : [];
  });
}

/** The paths of a field mask, in camelCase. */
export function pathsIn(mask: string): readonly string[] {
  const paths = mask.split(',').filter((path) => path !== '');
  return paths.map((path) => path.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()));
}

function fieldOf(schemas: Schemas, type: FieldType, name: string): FieldType | undefined {
  if (typeof type === 'string') return schemas[type]?.[name];
  if ('map' in type) return type.map;
  return 'fields' in type ? type.fields[name] : undefined;
}
