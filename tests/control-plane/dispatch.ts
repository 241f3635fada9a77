import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { textAt, type JsonObject } from '../../ops/delivery/google/json.ts';
import type { Cloud } from './cloud.ts';
import { pathReader, type PathReader } from './discovery/addresses.ts';
import { bodyViolations, maskViolations, queryViolations, type Schemas } from './discovery/check.ts';
import { apiOf, type Discovery, type Method } from './discovery/discovery.ts';
import { GoogleError, refuseFirst } from './google-error.ts';
import type { Call, Handler } from './service.ts';
import { requireEnabled } from './services/enabled.ts';
import { handlerOf } from './services/index.ts';
import { TOKEN, type WireRequest } from './unpublished.ts';

/** Services that answer although nobody enabled them. */
const NEEDS_NO_ENABLING: ReadonlySet<string> = new Set(['serviceusage.googleapis.com', 'firebase.googleapis.com']);

/** A method that a request is for. */
interface Match {
  readonly id: string;
  readonly method: Method;
  readonly variables: Readonly<Record<string, string>>;
}

/** Finds the method of a request, holds the request to its schema, and answers it. */
export class Dispatcher {
  readonly #discovery: Discovery;
  readonly #methods: readonly { readonly id: string; readonly method: Method; readonly read: PathReader }[];

  constructor(discovery: Discovery) {
    this.#discovery = discovery;
    this.#methods = Object.entries(discovery.methods).map(([id, method]) => ({
      id,
      method,
      read: pathReader(id, method),
    }));
  }

  methodOf({ verb, host, path }: WireRequest, { projectId, projectNumber }: Cloud): Match | undefined {
    // A project is known by either.
    const named = path.replace(`/projects/${projectNumber}`, `/projects/${projectId}`);
    for (const { id, method, read } of this.#methods) {
      if (method.verb !== verb || method.host !== host) continue;
      const variables = read(named);
      if (variables !== undefined) return { id, method, variables: decoded(variables) };
    }
    return undefined;
  }

  /** @throws {GoogleError} what Google refuses. */
  answer({ id, method, variables }: Match, request: WireRequest, cloud: Cloud): ReturnType<Handler> {
    if (request.headers['authorization'] !== `Bearer ${TOKEN}`) {
      throw new GoogleError('UNAUTHENTICATED', 'Request is missing required authentication credential.');
    }
    if (!NEEDS_NO_ENABLING.has(method.host)) requireEnabled(method.host, cloud);
    if (cloud.conditions.deniedMethods.has(id)) {
      throw new GoogleError('PERMISSION_DENIED', `The caller does not have permission to call ${id}.`);
    }
    const body = bodyOf(request);
    refuseFirst(this.#violations(id, method, request.query, body));
    const call: Call = { variables, query: request.query, body: body ?? {} };
    const handler = handlerOf(id);
    if (handler === undefined) throw new Error(`${id} has no handler: take it out of the extract, or write one.`);
    const answer = handler(call, cloud);
    const schemas = this.#schemasOf(id);
    const { response = 'any' } = method;
    const answers = Array.isArray(answer) ? answer : [answer];
    const own = answers.flatMap((one) => bodyViolations(schemas, response, one, response));
    if (own.length > 0) throw new Error(`The control plane answers ${id} with what Google would not: ${own.join(' ')}`);
    return answer;
  }

  #violations(id: string, method: Method, query: URLSearchParams, body: JsonObject | undefined): readonly string[] {
    const schemas = this.#schemasOf(id);
    const found = [...queryViolations(method.query, query)];
    if (method.request === undefined) {
      if (body !== undefined && Object.keys(body).length > 0) found.push(`${id} takes no body.`);
      return found;
    }
    found.push(...bodyViolations(schemas, method.request, body ?? {}, method.request));
    const mask = query.get('updateMask');
    if (mask !== null) found.push(...maskViolations(schemas, method.request, mask));
    return [...found, ...innerMaskViolations(schemas, method.request, body)];
  }

  #schemasOf(id: string): Schemas {
    return this.#discovery.schemas[apiOf(id)] ?? {};
  }
}

/** Requests to update that hold the resource beside the mask: Pub/Sub's. */
function innerMaskViolations(schemas: Schemas, request: string, body: JsonObject | undefined): readonly string[] {
  const mask = textAt(body, 'updateMask');
  if (mask === undefined || body === undefined) return [];
  const field = Object.keys(body).find((name) => name !== 'updateMask' && isJsonObject(body[name]));
  const type = field === undefined ? undefined : schemas[request]?.[field];
  // A policy is not updated by its fields alone.
  return type === undefined || type === 'Policy' ? [] : maskViolations(schemas, type, mask);
}

function bodyOf({ raw }: WireRequest): JsonObject | undefined {
  if (raw.length === 0) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(raw.toString());
  } catch {
    throw new GoogleError('INVALID_ARGUMENT', 'Invalid JSON payload received.');
  }
  if (!isJsonObject(body)) throw new GoogleError('INVALID_ARGUMENT', 'Invalid JSON payload received: not an object.');
  return withoutNulls(body);
}

/** A field that is null is one that is not there. @see https://protobuf.dev/programming-guides/json */
function withoutNulls(object: JsonObject): JsonObject {
  const entries = Object.entries(object).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, isJsonObject(value) ? withoutNulls(value) : value]));
}

function decoded(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, decodeURIComponent(value)]));
}
