import {
  EVENT_STATUSES,
  type EventDetail,
  type EventQuery,
  type EventReader,
} from '../functions/src/core/handle/event-reader.ts';
import { decodeUtf8, parseJson } from '../functions/src/core/event/json.ts';
import type { Store } from '../functions/src/core/handle/store.ts';
import { ApiError, jsonReply, type ApiReply } from './replies.ts';

/** What the API reads from: the local state, or a deployed project. */
export interface ConsolePorts {
  readonly events: EventReader;
  readonly records: Pick<Store, 'list'> & {
    /** Names of all collections that hold records. */
    collections(): Promise<readonly string[]>;
  };
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 10_000;
const COLLECTION = /^[a-z][a-zA-Z0-9]*$/;

/** Answers a read. @param path Without the query. @throws {ApiError} `not-found` or `bad-request` */
export async function answerRead(path: string, query: URLSearchParams, ports: ConsolePorts): Promise<ApiReply> {
  const [root, resource, name, ...rest] = path.split('/').slice(1).map(decoded);
  if (root === 'api' && rest.length === 0) {
    if (resource === 'health' && name === undefined) return jsonReply(200, { status: 'ok' });
    if (resource === 'events' && name === undefined) {
      return jsonReply(200, { events: await ports.events.events(eventQueryOf(query)) });
    }
    if (resource === 'events' && name !== undefined) return eventReply(name, query, ports);
    if (resource === 'records' && name === undefined) {
      return jsonReply(200, { collections: await ports.records.collections() });
    }
    if (resource === 'records' && name !== undefined) return recordsReply(name, query, ports);
  }
  if (path === '/') return { status: 302, body: '', headers: { location: '/api/events' } };
  throw new ApiError(
    404,
    'not-found',
    'There is nothing here; the API has /api/events, /api/events/:id, /api/records, /api/records/:collection and /api/health.',
  );
}

async function eventReply(id: string, query: URLSearchParams, { events }: ConsolePorts): Promise<ApiReply> {
  const detail = await events.event(id, query.get('provider') ?? undefined);
  if (detail !== undefined) return { status: 200, body: printDetail(detail) };
  throw new ApiError(404, 'not-found', 'No event of this id was published; look for it in /api/events.');
}

async function recordsReply(collection: string, query: URLSearchParams, { records }: ConsolePorts): Promise<ApiReply> {
  if (!COLLECTION.test(collection)) {
    throw new ApiError(400, 'bad-request', 'A collection is a camelCase name, such as subscriptions.');
  }
  const after = query.get('after');
  const page = { limit: limitOf(query), ...(after !== null && { after }) };
  return jsonReply(200, { records: await records.list(collection, page) });
}

function eventQueryOf(query: URLSearchParams): EventQuery {
  const [provider, type, wanted] = [query.get('provider'), query.get('type'), query.get('status')];
  const status = EVENT_STATUSES.find((candidate) => candidate === wanted);
  if (wanted !== null && wanted !== '' && status === undefined) {
    throw new ApiError(400, 'bad-request', `status must be one of ${EVENT_STATUSES.join(', ')}.`);
  }
  return {
    limit: limitOf(query),
    ...(provider && { provider }),
    ...(type && { type }),
    ...(status !== undefined && { status }),
  };
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('limit');
  if (text === null || text === '') return DEFAULT_LIMIT;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new ApiError(400, 'bad-request', `limit must be a whole number from 1 to ${MAX_LIMIT}.`);
}

/** Printed around the envelope's own bytes: a round trip through a parser would lose digits. */
function printDetail({ envelope, ...detail }: EventDetail): string {
  const text = decodeUtf8(envelope);
  if (text === undefined || parseJson(text) === undefined) {
    return JSON.stringify({ ...detail, envelope: null, base64: Buffer.from(envelope).toString('base64') });
  }
  return `${JSON.stringify(detail).slice(0, -1)},"envelope":${text}}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ApiError(400, 'bad-request', 'The address is not properly percent-encoded.');
  }
}
