import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerPage } from './page-files.ts';

const PAGE = join(import.meta.dirname, 'page');
const modules = readdirSync(PAGE, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
);

describe('the page', () => {
  it('is HTML that may run and load nothing but its own files', async () => {
    const page = await answerPage('/');
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const policy = page?.headers?.['content-security-policy'];
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(page?.body).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(page?.body).not.toMatch(/\sstyle=|\son[a-z]+=|https?:/);
  });

  it('names only files that are served', async () => {
    const { body = '' } = (await answerPage('/')) ?? {};
    const names = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect.soft(await answerPage(name), name).toMatchObject({ status: 200 });
  });
});

describe('its modules', () => {
  it.each(modules)('%s is served as JavaScript whose imports are all served too', async (name) => {
    const path = `/assets/${name.replaceAll('\\', '/')}`;
    const { body = '', headers } = (await answerPage(path)) ?? {};
    expect(headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8' });
    for (const [, imported = ''] of body.matchAll(/\bfrom '([^']+)';$/gm)) {
      const { pathname } = new URL(imported, `http://console.test${path}`);
      expect.soft(imported, `${name} imports it`).toMatch(/^[./]/);
      expect.soft(await answerPage(pathname), `${name} imports ${imported}`).toMatchObject({ status: 200 });
    }
  });

  it('packages refer to each other by addresses that are served', async () => {
    const { body = '' } = (await answerPage('/assets/packages/@preact/signals.js')) ?? {};
    expect(body).toContain('"/assets/packages/preact.js"');
    expect(body).not.toMatch(/from\s*"[^./]/);
    expect(await answerPage('/assets/packages/@preact/signals-core.js')).toMatchObject({ status: 200 });
  });
});

describe('caching', () => {
  it('a file that has not changed is not sent again', async () => {
    const first = await answerPage('/');
    const etag = first?.headers?.['etag'];
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect(await answerPage('/', etag)).toMatchObject({ status: 304, body: '' });
    expect(await answerPage('/', '"another"')).toMatchObject({ status: 200 });
  });
});

describe('paths that are none of the page', () => {
  it.each([
    '/index.html',
    '/api/events',
    '/assets/',
    '/assets/nothing.ts',
    '/assets/../page-files.ts',
    '/assets/..%2fpage-files.ts',
    '/assets/data/../../page-files.ts',
    '/assets/data/..\\..\\page-files.ts',
    '/assets//etc/passwd',
    '/assets/tsconfig.json',
    '/assets/packages/../../package.json',
    '/assets/packages/rxjs.js',
    '/assets/packages/constructor.js',
    '/assets/packages/__proto__.js',
    '/assets/data/lossless-json.test.ts',
  ])('%s is not answered', async (path) => {
    expect(await answerPage(path)).toBeUndefined();
  });
});
