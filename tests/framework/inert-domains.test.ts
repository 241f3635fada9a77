import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tmpdir } from 'node:os';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeployedFunction } from './deployed-function.ts';
import { FRAMEWORK_VERSIONS, FRAMEWORKS, type FrameworkVersion } from './frameworks.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** A function that tells what it is called in, and fails on request in each way there is. */
const FUNCTION = `
  import { keepDomainsInert } from './functions/src/gcp/http/inert-domains.ts';

  keepDomainsInert();

  export function webhook(request, response) {
    const { Domain, create } = process.getBuiltinModule('node:domain');
    switch (request.path) {
      case '/throws':
        throw new Error('thrown by the function');
      case '/throws-later':
        return void setImmediate(() => { throw new Error('thrown outside of any promise'); });
      case '/rejects':
        return Promise.reject(new Error('rejected by the function'));
      case '/rejects-later':
        return void setImmediate(() => Promise.reject(new Error('rejected if nobody looks')));
      default:
        response.json({ inDomain: process.domain instanceof Domain, makesDomains: create() instanceof Domain });
    }
  }
`;

let source: string;

beforeAll(async () => {
  source = mkdtempSync(path.join(tmpdir(), 'domains-'));
  await build({
    stdin: { contents: FUNCTION, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: path.join(source, 'index.cjs'),
  });
  writeFileSync(path.join(source, 'package.json'), JSON.stringify({ main: 'index.cjs' }));
});
afterAll(() => rmSync(source, { recursive: true }));

function start(framework: FrameworkVersion, environment: Readonly<Record<string, string>> = {}) {
  return DeployedFunction.start({ framework, source, target: 'webhook', signature: 'http', environment });
}

describe.each(FRAMEWORK_VERSIONS)('on functions framework %s', (framework) => {
  it('a request runs in no domain, and none is ever made', async () => {
    const started = await start(framework);
    const answers = [await started.get('/'), await started.get('/')];
    await started.stop();
    for (const answer of answers) expect(await answer.json()).toEqual({ inDomain: false, makesDomains: false });
  });

  it('switched off, it runs in one: otherwise there would be nothing left to replace', async () => {
    const started = await start(framework, { INTEGRATIONS_NODE_DOMAINS: 'on' });
    const answer = await started.get('/');
    await started.stop();
    expect(await answer.json()).toEqual({ inDomain: true, makesDomains: true });
  });

  it('a rejected promise of the function is answered 500 and logged, and the instance goes on', async () => {
    const started = await start(framework);
    expect(await started.get('/rejects')).toMatchObject({ status: 500 });
    expect(await started.get('/')).toMatchObject({ status: 200 });
    const { stderr } = await started.stop();
    expect(stderr.join('\n')).toContain('rejected by the function');
  });

  it.each([
    ['/throws', 'thrown by the function'],
    ['/throws-later', 'thrown outside of any promise'],
    ['/rejects-later', 'rejected if nobody looks'],
  ])(
    '%s: an error that no promise of the function carries is logged and ends the instance, which answers 500 if at all',
    async (url, message) => {
      const started = await start(framework);
      const answered = await started.get(url).then(
        ({ status }) => status,
        () => 'connection lost',
      );
      expect([500, 'connection lost']).toContain(answered);
      expect(await started.exitCode()).toBe(16);
      const { stderr } = await started.stop();
      expect(stderr.join('\n')).toContain(message);
    },
  );

  it('the framework uses domains in no other way than this was written for', () => {
    const file = path.join(ROOT, 'node_modules', FRAMEWORKS[framework], 'build', 'src', 'function_wrappers.js');
    const uses = readFileSync(file, 'utf8').match(/.*(?:\bdomain\.|\bd\.|require\("domain"\)).*/g);
    expect(uses?.map((line) => line.trim())).toEqual([
      'const domain = require("domain");',
      // For event functions only.
      'return process.domain.bind((err, result) => {',
      'const d = domain.create();',
      `d.on('error', errorHandler);`,
      'd.run(() => {',
    ]);
  });
});
