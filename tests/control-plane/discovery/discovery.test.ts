import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { METHODS_IN_USE } from '../services/index.ts';
import { pathReader } from './addresses.ts';
import { bodyViolations, maskViolations, queryViolations } from './check.ts';
import { readDeclarations } from './declarations.ts';
import { apiOf, schemasIn, type Discovery } from './discovery.ts';

const { methods, schemas }: Discovery = JSON.parse(readFileSync(join(import.meta.dirname, 'discovery.json'), 'utf8'));

it('the extract holds the methods that the control plane answers, and no others', () => {
  expect(Object.keys(methods).toSorted()).toEqual(METHODS_IN_USE.toSorted());
});

it('the extract holds every schema that its methods reach', () => {
  const missing = Object.entries(methods).flatMap(([id, { request, response, query }]) => {
    const known = schemas[apiOf(id)] ?? {};
    const named = [request, response, ...Object.values(query)].filter((type) => type !== undefined).flatMap(schemasIn);
    const inside = Object.values(known).flatMap((schema) => Object.values(schema).flatMap(schemasIn));
    return [...named, ...inside].filter((name) => known[name] === undefined);
  });
  expect(missing).toEqual([]);
});

it.each([
  ['pubsub.v1.projects.topics.get', '/v1/projects/p/topics/t', { topic: 'projects/p/topics/t' }],
  ['pubsub.v1.projects.topics.publish', '/v1/projects/p/topics/t:publish', { topic: 'projects/p/topics/t' }],
  [
    'cloudfunctions.v2.projects.locations.functions.list',
    '/v2/projects/p/locations/-/functions',
    { parent: 'projects/p/locations/-' },
  ],
  [
    'secretmanager.v1.projects.secrets.versions.access',
    '/v1/projects/p/secrets/s/versions/2:access',
    { name: 'projects/p/secrets/s/versions/2' },
  ],
  [
    'serviceusage.v1.services.get',
    '/v1/projects/1/services/run.googleapis.com',
    { name: 'projects/1/services/run.googleapis.com' },
  ],
  ['storage.v1.buckets.get', '/storage/v1/b/my-bucket', { bucket: 'my-bucket' }],
])('the path of %s is read', (id, path, variables) => {
  expect(pathReader(id, methods[id] ?? { path: '' })(path)).toEqual(variables);
  expect(pathReader(id, methods[id] ?? { path: '' })(`${path}/more`)).toBeUndefined();
});

const SCHEMAS = {
  Topic: { name: 'string', labels: { map: 'string' }, policy: 'Policy', parts: { list: 'Policy' } },
  Policy: { days: 'number', isOn: 'boolean' },
} as const;

it.each([
  ['what is as the schema says', { name: 'a', labels: { a: 'b' }, policy: { days: 1, isOn: true }, parts: [{}] }, 0],
  ['a number that is sent as text', { policy: { days: '31' } }, 0],
  ['a field that is null', { name: null }, 0],
  ['an unknown field', { nam: 'a' }, 1],
  ['an unknown field in a list', { parts: [{ day: 1 }] }, 1],
  ['a number in place of text', { name: 1 }, 1],
  ['text in place of a boolean', { policy: { isOn: 'yes' } }, 1],
  ['a list in place of a map', { labels: [] }, 1],
  ['two faults', { name: 1, nam: 2 }, 2],
])('a body with %s has this many violations', (_what, body, count) => {
  expect(bodyViolations(SCHEMAS, 'Topic', body, 'Topic')).toHaveLength(count);
});

it('a mask goes into schemas and maps, and no further', () => {
  expect(maskViolations(SCHEMAS, 'Topic', 'name,labels.a,policy.days')).toEqual([]);
  expect(maskViolations(SCHEMAS, 'Topic', 'nam,name.first,policy.day')).toHaveLength(3);
});

it('a query has the parameters of its method and those of every method', () => {
  const sent = new URLSearchParams('filter=a&alt=json&size=1');
  expect(queryViolations({ filter: 'string' }, sent)).toHaveLength(1);
});

it('declarations are read as the generator of the package writes them', () => {
  const { schemas, parameters, responses } = readDeclarations(`
    export interface Schema$Topic {
        /** A comment: with { braces }. */
        name?: string | null;
        labels?: {
            [key: string]: string;
        } | null;
        rules?: Array<{
            action?: {
                type?: string;
            };
        }> | null;
        parts?: Schema$Part[];
    }
    export interface Params$Resource$Topics$Get extends StandardParameters {
        'options.version'?: number;
    }
    get(params?: Params$Resource$Topics$Get, options?: MethodOptions): Promise<GaxiosResponseWithHTTP2<Schema$Topic>>;
  `);
  expect(schemas.get('Topic')).toEqual({
    name: 'string',
    labels: { map: 'string' },
    rules: { list: { fields: { action: { fields: { type: 'string' } } } } },
    parts: { list: 'Part' },
  });
  expect(parameters.get('Resource$Topics$Get')).toEqual({ 'options.version': 'number' });
  expect(responses.get('Resource$Topics$Get')).toBe('Topic');
});
