import type { ConsolePorts } from '../ports.ts';
import { limitIn, textIn } from '../query.ts';
import { ApiError, jsonReply, type ApiReply } from '../replies.ts';

const COLLECTION = /^[a-z][a-zA-Z0-9]*$/;

/** `GET /api/records` */
export async function listCollections({ records }: ConsolePorts): Promise<ApiReply> {
  return jsonReply(200, { collections: await records.collections() });
}

/** `GET /api/records/:collection` */
export async function listRecords(
  collection: string,
  query: URLSearchParams,
  { records }: ConsolePorts,
): Promise<ApiReply> {
  if (!COLLECTION.test(collection)) {
    throw new ApiError(400, 'bad-request', 'A collection is a camelCase name, such as subscriptions.');
  }
  const after = textIn(query, 'after');
  const page = { limit: limitIn(query), ...(after !== undefined && { after }) };
  return jsonReply(200, { records: await records.list(collection, page) });
}
