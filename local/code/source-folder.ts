import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sourceFolder, surfaceOf } from '../../generator/places.ts';
import { relativeTo } from '../loading/fault.ts';

/** Folders of the engine, where a clone holds it beside what its owner writes. */
const ENGINE = new Set(['core', 'exports', 'gcp', 'testing']);
const TESTS = /\.test\.ts$|\.golden\./;

/** A state of every file, by its URL: two that differ are of different texts. */
export type Snapshot = ReadonlyMap<string, string>;

const ENVIRONMENT = /^\.env(?:\.|$)|^\.secret\.local$/;

/** The files of a project that its owner writes or has generated: those below functions/src, and the environment. */
export class SourceFolder {
  readonly #root: string;
  /** functions/src. */
  readonly #path: string;
  readonly #url: string;
  readonly #config: string;

  /** @param root Absolute path of the project. */
  constructor(root: string) {
    this.#root = root;
    this.#path = sourceFolder(root);
    this.#url = pathToFileURL(`${this.#path}${path.sep}`).href;
    this.#config = this.urlOf('integrations.config.ts');
  }

  /** The file that exports all functions, from functions/src. */
  surface(): string {
    return surfaceOf(this.#path);
  }

  /** The URL of a file by its path below functions/src. */
  urlOf(file: string): string {
    return new URL(file, this.#url).href;
  }

  /** The path from the root of the project, with `/`. */
  nameOf(url: string): string {
    return relativeTo(this.#root, fileURLToPath(url));
  }

  /** Whether a module can be loaded again while the host runs: the engine, the configuration and the environment cannot. */
  readonly isReloadable = (url: string): boolean =>
    url !== this.#config && url.startsWith(this.#url) && isOwn(url.slice(this.#url.length));

  /** The state of each file, of those that are read only once as well. */
  snapshot(): Snapshot {
    const sources = this.#entries().filter((entry) => entry.isFile() && !TESTS.test(entry.name));
    const environment = readdirSync(path.dirname(this.#path), { withFileTypes: true }).filter(({ name }) =>
      ENVIRONMENT.test(name),
    );
    return new Map(
      [...sources, ...environment].flatMap(({ parentPath, name }) => stateOf(path.join(parentPath, name))),
    );
  }

  /** Each folder that may hold something that is saved. What is generated is of our own writing. */
  folders(): readonly string[] {
    const folders = this.#entries()
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .filter((folder) => relativeTo(this.#path, folder).split('/')[0] !== 'generated');
    return [path.dirname(this.#path), this.#path, ...folders];
  }

  #entries() {
    return readdirSync(this.#path, { recursive: true, withFileTypes: true }).filter(({ parentPath, name }) =>
      isOwn(relativeTo(this.#path, path.join(parentPath, name))),
    );
  }
}

/** The files that are of another state in one of two snapshots, or are in one alone. */
export function changedBetween(before: Snapshot, after: Snapshot): readonly string[] {
  const files = new Set([...before.keys(), ...after.keys()]);
  return [...files].filter((file) => before.get(file) !== after.get(file));
}

function isOwn(file: string): boolean {
  return !ENGINE.has(file.split('/')[0] ?? '') && !file.includes('node_modules');
}

/** Nothing if the file is gone in the meantime. */
function stateOf(file: string): readonly (readonly [string, string])[] {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? [] : [[pathToFileURL(file).href, `${stat.mtimeMs} ${stat.size} ${stat.ino}`]];
}
