import { momentIn } from '../functions/src/core/event/time.ts';
import { ApiError } from './replies.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 10_000;

/** A parameter that has a value. */
export function textIn(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) || undefined;
}

/** The parameter `limit`: 50 if it is left out. @throws {ApiError} `bad-request` */
export function limitIn(query: URLSearchParams): number {
  return wholeNumberIn(query, 'limit', { otherwise: DEFAULT_LIMIT, most: MAX_LIMIT });
}

/** A whole number from 1 on. @throws {ApiError} `bad-request` */
export function wholeNumberIn(
  query: URLSearchParams,
  name: string,
  { otherwise, most }: { readonly otherwise: number; readonly most: number },
): number {
  const text = textIn(query, name);
  if (text === undefined) return otherwise;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new ApiError(400, 'bad-request', `${name} must be a whole number from 1 to ${most}.`);
}

/** A parameter that is one of some words. @throws {ApiError} `bad-request` */
export function wordIn<const Word extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = textIn(query, name);
  const word = words.find((candidate) => candidate === text);
  if (text === undefined || word !== undefined) return word;
  throw new ApiError(400, 'bad-request', `${name} must be one of ${words.join(', ')}.`);
}

/** A moment: RFC 3339, or how long ago, such as `3d`. @throws {ApiError} `bad-request` */
export function momentAt(query: URLSearchParams, name: string): Date | undefined {
  const text = textIn(query, name);
  if (text === undefined) return undefined;
  const moment = momentIn(text, new Date());
  if (moment !== undefined) return moment;
  throw new ApiError(
    400,
    'bad-request',
    `${name} must be a time, such as 2026-11-01T12:00:00Z, or 3d for three days ago.`,
  );
}

/** A cursor over numbered places: `next` of the page before. @throws {ApiError} `bad-request` */
export function cursorIn(query: URLSearchParams): { readonly before?: string } {
  const before = textIn(query, 'before');
  if (before === undefined) return {};
  if (before.length <= 500) return { before };
  throw new ApiError(400, 'bad-request', 'before must be the value of next in an earlier page.');
}
