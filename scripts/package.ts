import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import engine from '../functions/src/package.json' with { type: 'json' };
import project from '../package.json' with { type: 'json' };
import { manifestOf, mendDeclarations } from './lib/packed-engine.ts';

const USAGE = `Packs the engine, so that another codebase can depend on it.

  npm run package                     writes dist/integration-service-<version>.tgz
  npm run package -- --out <folder>   writes it to another folder
`;

const ROOT = path.join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: path.join(ROOT, 'dist') },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help === true) console.log(USAGE);
else console.log(pack(path.resolve(values.out)));

/** @returns the path of the tarball. */
function pack(out: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'packed-engine-'));
  try {
    const compiler = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['-p', path.join(ROOT, 'tsconfig.package.json'), '--outDir', folder];
    execFileSync(process.execPath, [compiler, ...options], { stdio: ['ignore', 'inherit', 'inherit'] });
    mendDeclarations(folder);
    const { name, description, exports } = engine;
    const manifest = manifestOf(folder, {
      name,
      description,
      exports,
      version: project.version,
      versionOf: installedVersion,
    });
    writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    cpSync(path.join(ROOT, 'docs', 'imports.md'), path.join(folder, 'README.md'));
    mkdirSync(out, { recursive: true });
    const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', out], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    return path.join(out, packed.trim());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** SDKs are made of packages that nothing lists, such as `@slack/web-api`. */
function installedVersion(name: string): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8'),
  );
  return version;
}
