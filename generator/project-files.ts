import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ENGINE_SOURCE, functionsFolder } from './places.ts';

/** What the manifest that is written says of itself. One that says something else is the user's own. */
const MARK = 'Written by "npm run generate", not to be edited: what Cloud Build installs and runs.';

/** Where the engine has the manifest of the deployed folder. npm packs no lock file by its own name. */
const ENGINE_FUNCTIONS = path.dirname(ENGINE_SOURCE);
const LOCKS = ['package-lock.json', 'deployed-lock.json'];

/**
 * Writes what a project needs besides its generated code, if it depends on the engine: the manifest that Cloud Build
 * installs from, with its lock file, and the one that makes the sources ES modules. They change with the engine's version.
 * @param root Root of the project.
 */
export function writeProjectFiles(root: string): void {
  const folder = functionsFolder(root);
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest) || readFileSync(manifest, 'utf8').includes(JSON.stringify(MARK))) {
    writeIfChanged(manifest, deployedManifest());
    writeIfChanged(path.join(folder, 'package-lock.json'), deployedLock());
  }
  writeIfChanged(path.join(folder, 'src', 'package.json'), SOURCES_MANIFEST);
}

const SOURCES_MANIFEST = `${JSON.stringify({ private: true, type: 'module' }, null, 2)}\n`;

function deployedManifest(): string {
  const manifest: object = JSON.parse(readFileSync(path.join(ENGINE_FUNCTIONS, 'package.json'), 'utf8'));
  return `${JSON.stringify({ ...manifest, description: MARK }, null, 2)}\n`;
}

function deployedLock(): string {
  const lock = LOCKS.map((name) => path.join(ENGINE_FUNCTIONS, name)).find((file) => existsSync(file));
  if (lock === undefined) throw new Error(`The lock file of the functions is not in ${ENGINE_FUNCTIONS}.`);
  return readFileSync(lock, 'utf8');
}

/** What is right already keeps the time of its last change. */
function writeIfChanged(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
