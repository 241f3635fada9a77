import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isJsonObject } from '../../../functions/src/core/event/json.ts';

/** How a method is called, taken from the code that calls it. */
export interface RequestShape {
  readonly verb: string;
  readonly host: string;
  readonly path: string;
}

/** Holds the function by which every method of the package sends its request. */
const COMMON = 'googleapis-common';

/**
 * Reads from the installed package `googleapis` how its methods call Google: each method is run, with a function in
 * place of the one that would send the request.
 * @param folder Holds the package in `node_modules`.
 * @returns the shape of the request of a method, by its id.
 */
export function requestReader(folder: string): (methodId: string) => RequestShape {
  const require = createRequire(join(folder, 'node_modules', 'googleapis', 'package.json'));
  let sent: unknown;
  const common = require.resolve(COMMON);
  const exported: object = require(common);
  const cached = require.cache[common];
  if (cached === undefined) throw new Error(`${common} is not in the module cache.`);
  cached.exports = { ...exported, createAPIRequest: (request: unknown) => (sent = request) };
  return (methodId) => {
    const [api = '', version = '', ...path] = methodId.split('.');
    const { VERSIONS } = require(join(folder, 'node_modules', 'googleapis', 'build', 'src', 'apis', api, 'index.js'));
    const method = path.pop() ?? '';
    // Google's own ids write the class of a resource as the package's properties do.
    const resource = path.reduce((parent, name) => parent[name], new VERSIONS[version]({}));
    if (typeof resource?.[method] !== 'function') throw new Error(`googleapis has no method ${methodId}.`);
    sent = undefined;
    resource[method]({}, {});
    return shapeOf(sent, methodId);
  };
}

function shapeOf(sent: unknown, methodId: string): RequestShape {
  if (!isJsonObject(sent) || !isJsonObject(sent['options'])) throw new Error(`${methodId} sends nothing.`);
  const { options } = sent;
  const { method: verb, url } = options;
  if (typeof verb !== 'string' || typeof url !== 'string') throw new Error(`${methodId} names no verb and address.`);
  const [, host = '', path = ''] = /^https:\/\/([^/]+)(\/.*)$/.exec(url) ?? [];
  return { verb, host, path };
}
