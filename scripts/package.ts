import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writePackage } from './lib/packed-engine.ts';

const USAGE = `Packs the engine with its generator, bundler, local host, console and command line, so that projects can depend on it.

  npm run package                     writes dist/integration-service-<version>.tgz
  npm run package -- --out <folder>   writes it to another folder

docs/releasing.md says how it is published.
`;

const ROOT = path.join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: path.join(ROOT, 'dist') },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help === true) console.log(USAGE);
else console.log(await pack(path.resolve(values.out)));

/** @returns the path of the tarball. */
async function pack(out: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'packed-engine-'));
  try {
    const compiler = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['-p', path.join(ROOT, 'tsconfig.package.json'), '--outDir', folder];
    execFileSync(process.execPath, [compiler, ...options], { stdio: ['ignore', 'inherit', 'inherit'] });
    await writePackage(ROOT, folder, installedVersion);
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
