import { watch, type FSWatcher } from 'node:fs';

/** Editors write a file in several steps, and a checkout many files: it is over once nothing more has come for this long. */
const QUIET_MS = 40;
/** Whatever still comes, this is the longest wait. */
const LATEST_MS = 400;

interface Watching {
  /** The folders to watch, which are asked for again after each change. Each is watched itself, not what is below it. */
  readonly folders: () => readonly string[];
  readonly onChange: () => void;
  /** Called once if the system refuses, perhaps because it has too few watches left. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Watches folders one by one. Node's own recursive watch follows files on Linux, and loses those that an editor replaces.
 */
export class FolderWatch {
  readonly #watching: Watching;
  readonly #watchers = new Map<string, FSWatcher>();
  #quiet: NodeJS.Timeout | undefined;
  #latest: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(watching: Watching) {
    this.#watching = watching;
    this.#follow();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#quiet);
    clearTimeout(this.#latest);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #follow(): void {
    const folders = new Set(this.#watching.folders());
    for (const [folder, watcher] of this.#watchers) if (!folders.has(folder)) this.#leave(folder, watcher);
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#enter(folder);
  }

  #enter(folder: string): void {
    try {
      const watcher = watch(folder, () => this.#note());
      // A folder that is removed is left with the next look.
      watcher.on('error', () => this.#leave(folder, watcher));
      this.#watchers.set(folder, watcher);
    } catch (error) {
      if (isGone(error)) return;
      this.close();
      this.#watching.onFault(error);
    }
  }

  #leave(folder: string, watcher: FSWatcher): void {
    watcher.close();
    this.#watchers.delete(folder);
  }

  #note(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#tell(), QUIET_MS);
    this.#latest ??= setTimeout(() => this.#tell(), LATEST_MS);
  }

  #tell(): void {
    clearTimeout(this.#quiet);
    clearTimeout(this.#latest);
    this.#latest = undefined;
    this.#follow();
    if (!this.#isClosed) this.#watching.onChange();
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
