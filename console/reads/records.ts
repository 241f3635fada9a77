import { PermanentError } from '../../functions/src/core/event/errors.ts';
import { isCollection, isRecordId, isReserved } from '../../functions/src/core/ledger/record-place.ts';
import type { ConsolePorts } from '../ports.ts';
import { limitIn, textIn } from '../query.ts';
import { ApiError, jsonReply, type ApiReply } from '../replies.ts';

/** `GET /api/records`: the collections that handlers write, and none of the service's own. */
export async function listCollections({ records }: ConsolePorts): Promise<ApiReply> {
  const collections = await records.collections();
  return jsonReply(200, { collections: collections.filter(({ name }) => isCollection(name) && !isReserved(name)) });
}

/** `GET /api/records/:collection` */
export async function listRecords(
  collection: string,
  query: URLSearchParams,
  { records }: ConsolePorts,
): Promise<ApiReply> {
  requireOfHandlers(collection);
  const after = textIn(query, 'after');
  if (after !== undefined && !isRecordId(after)) {
    throw new ApiError(400, 'bad-request', 'after must be the id of a record: without a slash, at most 1,499 bytes.');
  }
  const page = { limit: limitIn(query), ...(after !== undefined && { after }) };
  try {
    return jsonReply(200, { records: await records.list(collection, page) });
  } catch (error) {
    throw notRecords(error);
  }
}

/** `GET /api/records/:collection/:id` */
export async function showRecord(collection: string, id: string, { records }: ConsolePorts): Promise<ApiReply> {
  requireOfHandlers(collection);
  if (!isRecordId(id)) {
    throw new ApiError(400, 'bad-request', 'The id of a record has no slash and at most 1,499 bytes.');
  }
  const record = await records.get(collection, id).catch((error: unknown) => {
    throw notRecords(error);
  });
  if (record !== undefined) return jsonReply(200, { records: [record] });
  throw new ApiError(404, 'not-found', `${collection} holds no record ${id}; it may have been removed.`);
}

/** @throws {ApiError} unless handlers keep records in it. */
function requireOfHandlers(collection: string): void {
  if (!isCollection(collection)) {
    throw new ApiError(400, 'bad-request', 'A collection is a camelCase name, such as subscriptions.');
  }
  if (isReserved(collection)) {
    throw new ApiError(
      404,
      'not-found',
      `${collection} belongs to the service itself and holds no records. See /api/events and /api/letters.`,
    );
  }
}

/** What to answer if a collection holds other documents than records. */
function notRecords(error: unknown): unknown {
  return PermanentError.is(error) ? new ApiError(409, 'not-records', error.message) : error;
}
