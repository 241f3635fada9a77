import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerPage } from './page-files.ts';

const PAGE = join(import.meta.dirname, 'page');

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
    expect(names).toHaveLength(4);
    for (const name of names) expect.soft(await answerPage(name), name).toMatchObject({ status: 200 });
  });
});

describe('its program', () => {
  it('is one file that imports no other', async () => {
    const { body = '', headers } = (await answerPage('/assets/main.js')) ?? {};
    expect(headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8' });
    expect(body).toContain('// console/page/app.ts');
    expect(body).not.toMatch(/^import\b|\bfrom ["']|\bimport\(/m);
  });

  it('has all styles, those of the chart first', async () => {
    const { body = '', headers } = (await answerPage('/assets/styles.css')) ?? {};
    expect(headers).toMatchObject({ 'content-type': 'text/css; charset=utf-8' });
    expect(body).not.toContain('@import');
    const sheets = readdirSync(join(PAGE, 'styles')).filter((name) => name !== 'all.css');
    for (const sheet of sheets) expect.soft(body).toContain(`/* console/page/styles/${sheet} */`);
    expect(body.indexOf('uPlot.min.css')).toBeLessThan(body.indexOf('tokens.css'));
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
    '/assets/index.html',
    '/assets/main.ts',
    '/assets/app.ts',
    '/assets/styles/all.css',
    '/assets/../page-files.ts',
    '/assets/..%2fpage-files.ts',
    '/assets//etc/passwd',
    '/assets/tsconfig.json',
    '/assets/constructor',
  ])('%s is not answered', async (path) => {
    expect(await answerPage(path)).toBeUndefined();
  });
});
