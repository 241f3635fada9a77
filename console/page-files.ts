import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import type { ApiReply } from './replies.ts';

const PAGE = join(import.meta.dirname, 'page');
/** The packed engine brings along what the page imports; a clone has it installed. */
const MODULES = [join(import.meta.dirname, 'packages'), join(import.meta.dirname, '..', 'node_modules')];

/** What the page imports by a bare name, and the file of the installed package that it is served from. */
export const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['preact', 'preact/dist/preact.mjs'],
  ['preact/hooks', 'preact/hooks/dist/hooks.mjs'],
  ['htm', 'htm/dist/htm.mjs'],
  ['@preact/signals', '@preact/signals/dist/signals.mjs'],
  ['@preact/signals-core', '@preact/signals-core/dist/signals-core.mjs'],
  ['uplot', 'uplot/dist/uPlot.esm.js'],
]);
export const PACKAGE_STYLES: ReadonlyMap<string, string> = new Map([['uplot.css', 'uplot/dist/uPlot.min.css']]);

const TYPES = new Map([
  ['html', 'text/html'],
  ['css', 'text/css'],
  ['svg', 'image/svg+xml'],
]);

/** One folder deep at most, no dot at the front of a name: nothing outside of the page's folder can be written so. */
const ASSET = /^(?:[a-z0-9-]+\/)?[a-z0-9-]+\.(?:css|svg|ts)$/;

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
 * Answers for the page's own files: `/` and `/assets/…`, where `/assets/packages/…` are the installed packages.
 * TypeScript is served as JavaScript, its types stripped, so that the page needs no build.
 * @param path Without the query. @param ifNoneMatch The header of that name.
 * @returns undefined if the path is none of the page.
 */
export async function answerPage(path: string, ifNoneMatch?: string): Promise<ApiReply | undefined> {
  const file = fileOf(path);
  const served = file === undefined ? undefined : await read(file);
  if (served === undefined) return undefined;
  const headers = { ...HEADERS, 'content-type': served.type, etag: served.etag };
  if (ifNoneMatch === served.etag) return { status: 304, body: '', headers };
  return { status: 200, body: served.body, headers };
}

function fileOf(path: string): string | undefined {
  if (path === '/') return join(PAGE, 'index.html');
  const asset = path.startsWith('/assets/') ? path.slice('/assets/'.length) : '';
  if (asset.startsWith('packages/')) return packageFileOf(asset.slice('packages/'.length));
  return ASSET.test(asset) && !asset.endsWith('.test.ts') ? join(PAGE, asset) : undefined;
}

function packageFileOf(name: string): string | undefined {
  const file = PACKAGE_STYLES.get(name) ?? PACKAGES.get(name.replace(/\.js$/, ''));
  return file === undefined ? undefined : MODULES.map((folder) => join(folder, file)).find((one) => existsSync(one));
}

interface Served {
  readonly type: string;
  readonly body: string;
  readonly etag: string;
}

/** By path, with the time of the file's last change. */
const kept = new Map<string, { readonly changed: number; readonly served: Served }>();

async function read(file: string): Promise<Served | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile()) return undefined;
  const known = kept.get(file);
  if (known?.changed === found.mtimeMs) return known.served;
  const extension = file.slice(file.lastIndexOf('.') + 1);
  const body = asServed(await readFile(file, 'utf8'), extension);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const served = { type: `${TYPES.get(extension) ?? 'text/javascript'}; charset=utf-8`, body, etag };
  kept.set(file, { changed: found.mtimeMs, served });
  return served;
}

function asServed(text: string, extension: string): string {
  if (extension === 'ts') return withAddresses(stripTypeScriptTypes(text));
  if (extension !== 'js' && extension !== 'mjs') return text;
  // The packages' source maps are not served.
  return withAddresses(text).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
}

/** Browsers know no bare names, and the import map that would teach them needs an inline script. */
function withAddresses(javascript: string): string {
  return javascript.replaceAll(/\b(from|import)(\s*)(["'])([^"'\n]+)\3/g, (whole, word, space, quote, name: string) =>
    PACKAGES.has(name) ? `${word}${space}${quote}/assets/packages/${name}.js${quote}` : whole,
  );
}
