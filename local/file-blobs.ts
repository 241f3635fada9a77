import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { BlobStore } from '../functions/src/core/event/large-event.ts';

/** Large events as files of the state folder. */
export class FileBlobs implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // Renamed into place: a process that is killed meanwhile leaves no half of a file under the name.
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, bytes, { flush: true, mode: 0o600 });
    await rename(draft, path);
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#pathOf(name));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** @throws {Error} for a name that leads out of the folder. */
  #pathOf(name: string): string {
    const path = resolve(this.#folder, name);
    if (path.startsWith(this.#folder + sep)) return path;
    throw new Error('The name of a stored body leads out of its folder.');
  }
}
