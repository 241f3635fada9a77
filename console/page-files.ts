import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILT, buildPage } from './page-build.ts';
import type { ApiReply } from './replies.ts';

const PAGE = join(import.meta.dirname, 'page');

/** All that a browser may ask for, by its path, and the file in the page's folder. The package has the built ones, too. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['/', 'index.html'],
  ...['icon.svg', ...BUILT].map((name) => [`/assets/${name}`, name] as const),
]);

const TYPES = new Map([
  ['html', 'text/html'],
  ['css', 'text/css'],
  ['svg', 'image/svg+xml'],
  ['js', 'text/javascript'],
]);

const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  // Kept, but asked about each time: the files change under a page that is being worked on.
  'cache-control': 'no-cache',
};

/**
 * Answers for the page's own files. In a clone, its programs are built from their sources as these are at
 * that moment.
 * @param path Without the query. @param ifNoneMatch The header of that name.
 * @returns undefined if the path is none of the page.
 */
export async function answerPage(path: string, ifNoneMatch?: string): Promise<ApiReply | undefined> {
  const name = FILES.get(path);
  if (name === undefined) return undefined;
  const body = await textOf(name);
  const type = TYPES.get(name.slice(name.lastIndexOf('.') + 1)) ?? 'text/plain';
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = { ...HEADERS, 'content-type': `${type}; charset=utf-8`, etag };
  if (ifNoneMatch === etag) return { status: 304, body: '', headers };
  return { status: 200, body, headers };
}

async function textOf(name: string): Promise<string> {
  const file = join(PAGE, name);
  if (existsSync(file)) return readFile(file, 'utf8');
  const text = (await buildPage()).get(name);
  if (text === undefined) throw new Error(`The console has no ${name}. Install its package again.`);
  return text;
}
