import type { IncomingMessage } from 'node:http';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import { ApiError } from '../replies.ts';

/** The fields of an action's body. */
export type Input = Readonly<Record<string, unknown>>;

/** The largest body of an action: a sample that was edited. */
const MAX_BYTES = 2 * 1024 * 1024;

/**
 * Reads the body of an action.
 * @throws {ApiError} `unsupported-media-type`, `payload-too-large` or `bad-request`
 */
export async function readInput(request: IncomingMessage): Promise<Input> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new ApiError(415, 'unsupported-media-type', 'Send the fields of the action as application/json.');
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) {
      throw new ApiError(413, 'payload-too-large', `The body of an action must not exceed ${MAX_BYTES} bytes.`, {
        connection: 'close',
      });
    }
    chunks.push(chunk);
  }
  const input = bytes === 0 ? {} : parseJson(Buffer.concat(chunks).toString('utf8'));
  if (isJsonObject(input)) return input;
  throw new ApiError(400, 'bad-request', 'The body must be a JSON object.');
}

/** A field that is a text. @throws {ApiError} `bad-request` if it is missing. */
export function requiredText(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value !== undefined && value !== '') return value;
  throw new ApiError(400, 'bad-request', `${name} is missing.`);
}

/** @throws {ApiError} `bad-request` for anything that is not text. */
export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new ApiError(400, 'bad-request', `${name} must be a string.`);
}

/** False if it is left out. @throws {ApiError} `bad-request` */
export function flag(input: Input, name: string): boolean {
  const value = input[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw new ApiError(400, 'bad-request', `${name} must be true or false.`);
}

/** @throws {ApiError} `bad-request` */
export function optionalTexts(input: Input, name: string): readonly string[] | undefined {
  const value = input[name];
  if (value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [undefined];
  const texts = list.filter((item) => typeof item === 'string');
  if (texts.length === list.length) return texts;
  throw new ApiError(400, 'bad-request', `${name} must be a list of strings.`);
}

/** Ten years. */
const MAX_DURATION_MS = 3_653 * 24 * 3_600_000;

/** A length of time in whole milliseconds, of ten years at most. @throws {ApiError} `bad-request` */
export function requiredDuration(input: Input, name: string): number {
  const value = input[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_DURATION_MS) return value;
  throw new ApiError(400, 'bad-request', `${name} must be whole milliseconds, at least 1 and at most ten years.`);
}
