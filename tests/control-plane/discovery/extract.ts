import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { METHODS_IN_USE } from '../services/index.ts';
import { readDeclarations, type Declarations } from './declarations.ts';
import { apiOf, schemasIn, type Discovery, type Method, type Schema } from './discovery.ts';
import { requestReader, type RequestShape } from './requests.ts';

/**
 * Writes `discovery.json`: the methods that the control plane answers, with the schemas that they use, taken from
 * the npm package `googleapis`, which is generated from Google's discovery documents. Run it after adding a method:
 *
 *   npm install --prefix /tmp/googleapis --ignore-scripts googleapis@188.0.0
 *   node tests/control-plane/discovery/extract.ts /tmp/googleapis
 */
const VERSION = '188.0.0';
const [, , folder] = process.argv;
if (folder === undefined) throw new Error('Name the folder into which googleapis is installed.');
const packageFolder = join(folder, 'node_modules', 'googleapis');
const { version }: { version: string } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
if (version !== VERSION) throw new Error(`This reads googleapis ${VERSION}; ${packageFolder} is ${version}.`);

const requestOf = requestReader(folder);
const declared = new Map<string, Declarations>();
for (const api of new Set(METHODS_IN_USE.map(apiOf))) {
  const file = join(packageFolder, 'build', 'src', 'apis', `${api.replace('.', '/')}.d.ts`);
  declared.set(api, readDeclarations(readFileSync(file, 'utf8')));
}
const ids = METHODS_IN_USE.toSorted();
const methods = Object.fromEntries(ids.map((id) => [id, methodOf(id, requestOf(id), declarationsOf(apiOf(id)))]));
const schemas = Object.fromEntries([...declared.keys()].toSorted().map((api) => [api, schemasOf(api)]));
const discovery: Discovery = { source: `googleapis@${VERSION}`, methods, schemas };
writeFileSync(join(import.meta.dirname, 'discovery.json'), `${JSON.stringify(discovery, null, 1)}\n`);

function declarationsOf(api: string): Declarations {
  const found = declared.get(api);
  if (found === undefined) throw new Error(`No declarations of ${api} were read.`);
  return found;
}

function methodOf(id: string, shape: RequestShape, { parameters, responses }: Declarations): Method {
  const [, , ...names] = id.split('.');
  const interfaceName = ['Resource', ...names.map(capitalized)].join('$');
  const { requestBody, ...query } = Object.fromEntries(
    Object.entries(parameters.get(interfaceName) ?? {}).filter(([name]) => !isInPath(shape.path, name)),
  );
  const response = responses.get(interfaceName);
  return {
    ...shape,
    query,
    ...(typeof requestBody === 'string' && { request: requestBody }),
    ...(response !== undefined && { response }),
  };
}

/** The schemas that the methods of an API reach. */
function schemasOf(api: string): Readonly<Record<string, Schema>> {
  const { schemas } = declarationsOf(api);
  const used = new Map<string, Schema>();
  const open = Object.entries(methods).flatMap(([id, { request, response }]) =>
    apiOf(id) === api ? [request, response].filter((name) => name !== undefined) : [],
  );
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const schema = schemas.get(name);
    if (schema === undefined || used.has(name)) continue;
    used.set(name, schema);
    open.push(...Object.values(schema).flatMap(schemasIn));
  }
  return Object.fromEntries([...used].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isInPath(path: string, name: string): boolean {
  return path.includes(`{${name}}`) || path.includes(`{+${name}}`);
}

/** As the package names its interfaces: `timeSeries` is `Timeseries`. */
function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();
}
