import { decodeUtf8, isJsonObject, isText, parseJson } from '../../functions/src/core/event/json.ts';
import { SAGAS } from '../../functions/src/core/event/names.ts';
import type { LetterSelection } from '../../functions/src/core/letters/letter-reader.ts';
import { LETTER_STATUSES } from '../../functions/src/core/letters/letter.ts';
import type { ConsolePorts } from '../ports.ts';
import { limitIn, textIn, wordIn } from '../query.ts';
import { ApiError, jsonReply, type ApiReply } from '../replies.ts';

/** `GET /api/letters`: the newest, and how many there are. */
export async function listLetters(query: URLSearchParams, { letters }: ConsolePorts): Promise<ApiReply> {
  const selection = selectionIn(query);
  const [found, count] = await Promise.all([
    letters.letters({ ...selection, limit: limitIn(query) }),
    letters.count(selection),
  ]);
  return jsonReply(200, { letters: found, count });
}

/** `GET /api/letters/count`: costs a hundredth of the list, so it may be asked often. */
export async function countLetters(query: URLSearchParams, { letters }: ConsolePorts): Promise<ApiReply> {
  return jsonReply(200, { count: await letters.count(selectionIn(query)) });
}

function selectionIn(query: URLSearchParams): LetterSelection {
  const [provider, consumer, issue] = ['provider', 'consumer', 'issue'].map((name) => textIn(query, name));
  const status = wordIn(query, 'status', LETTER_STATUSES);
  return {
    ...(provider !== undefined && { provider }),
    ...(consumer !== undefined && { consumer }),
    ...(issue !== undefined && { issue }),
    ...(status !== undefined && { status }),
  };
}

/** `GET /api/letters/:id` */
export async function showLetter(id: string, { letters }: ConsolePorts): Promise<ApiReply> {
  const letter = await letters.letter(id);
  if (letter === undefined) throw new ApiError(404, 'not-found', 'There is no dead letter with this id.');
  const { data, ...rest } = letter;
  if (data === undefined) return jsonReply(200, rest);
  const text = decodeUtf8(Buffer.from(data, 'base64'));
  if (text === undefined) return jsonReply(200, { ...rest, base64: data });
  const instance = letter.provider === SAGAS ? instanceNamedIn(text) : undefined;
  return jsonReply(200, { ...rest, text, ...(instance !== undefined && { instance }) });
}

/** The instance of a durable saga that a message of their topic concerns. */
function instanceNamedIn(text: string): { readonly saga: string; readonly key: string } | undefined {
  const envelope = parseJson(text);
  const { saga, key } = isJsonObject(envelope) && isJsonObject(envelope['data']) ? envelope['data'] : {};
  return isText(saga) && isText(key) ? { saga, key } : undefined;
}
