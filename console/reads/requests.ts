import { decodeUtf8 } from '../../functions/src/core/event/json.ts';
import { REQUEST_OUTCOMES, type RequestReader } from '../../functions/src/core/inspect/requests.ts';
import type { ConsolePorts } from '../ports.ts';
import { cursorIn, limitIn, textIn, wordIn } from '../query.ts';
import { ApiError, jsonReply, type ApiReply } from '../replies.ts';

/** `GET /api/requests` */
export async function listRequests(query: URLSearchParams, ports: ConsolePorts): Promise<ApiReply> {
  const provider = textIn(query, 'provider');
  const outcome = wordIn(query, 'outcome', REQUEST_OUTCOMES);
  const page = await requestsOf(ports).requests({
    limit: limitIn(query),
    ...cursorIn(query),
    ...(provider !== undefined && { provider }),
    ...(outcome !== undefined && { outcome }),
  });
  return jsonReply(200, page);
}

/** `GET /api/requests/:id` */
export async function showRequest(id: string, ports: ConsolePorts): Promise<ApiReply> {
  const request = await requestsOf(ports).request(id);
  if (request === undefined) {
    throw new ApiError(
      404,
      'not-found',
      'This request is not stored, or no longer stored. List the requests with /api/requests.',
    );
  }
  const { body, ...rest } = request;
  const text = decodeUtf8(body);
  const printed =
    text === undefined ? { body: null, bodyBase64: Buffer.from(body).toString('base64') } : { body: text };
  return jsonReply(200, { ...rest, ...printed });
}

function requestsOf({ requests }: ConsolePorts): RequestReader {
  if (requests !== undefined) return requests;
  throw new ApiError(404, 'local-only', 'Requests are only stored by the local host. In the cloud, see Cloud Logging.');
}
