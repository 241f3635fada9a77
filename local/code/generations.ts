/** In the address of a module that was loaded again: which load it is of. */
const LOAD = /\?saved=(\d+)$/;

/** What is loaded again: these files, and what imports them. */
interface Attempt {
  readonly number: number;
  readonly stale: ReadonlySet<string>;
  /** Files that no earlier load knew. */
  readonly met: Set<string>;
}

/**
 * Which load of each file is in use. Node keeps a module by its address for as long as the process runs, so a file that was
 * saved is loaded under another one, and with it each file that imports it, directly or not. All others keep their module:
 * a class that did not change stays the same class, for `instanceof` too.
 *
 * A load may fail. Until one succeeds, every module that asks is given the files of the last one that did.
 */
export class Generations {
  readonly #isOwn: (file: string) => boolean;
  /** By imported file: the files that import it. */
  readonly #importers = new Map<string, Set<string>>();
  /** The load in use of each file; 0 is the first. */
  readonly #inUse = new Map<string, number>();
  #attempt: Attempt | undefined;
  #number = 0;

  /** @param isOwn Whether a file, by its URL, may be loaded again. */
  constructor(isOwn: (file: string) => boolean) {
    this.#isOwn = isOwn;
  }

  /**
   * The address to load a module by.
   * @param url What Node resolved it to. @param parent The address of the module that imports it.
   */
  addressOf(url: string, parent = ''): string {
    const [file, importer] = [withoutLoad(url), withoutLoad(parent)];
    if (!this.#isOwn(file)) return url;
    if (this.#isOwn(importer)) this.#importersOf(file).add(importer);
    const attempt = this.#attempt;
    if (attempt !== undefined && (loadOf(url) === attempt.number || loadOf(parent) === attempt.number)) {
      if (!this.#inUse.has(file)) attempt.met.add(file);
      if (attempt.stale.has(file) || attempt.met.has(file)) return addressIn(file, attempt.number);
    } else if (!this.#inUse.has(file)) this.#inUse.set(file, 0);
    return addressIn(file, this.#inUse.get(file) ?? 0);
  }

  /** The files that have to be loaded again once these have changed: they, and whatever imports them. */
  staleBy(changed: Iterable<string>): ReadonlySet<string> {
    const stale = new Set(changed);
    // A set is walked in the order of insertion, with what is added on the way.
    for (const file of stale) for (const importer of this.#importers.get(file) ?? []) stale.add(importer);
    return stale;
  }

  /** Whether a file was ever loaded. */
  isLoaded(file: string): boolean {
    return this.#inUse.has(file);
  }

  /**
   * Loads a file again, with what is stale of all that it imports.
   * @param load Imports the addresses that it is given. @returns what `load` does; if it fails, all stays as it was.
   */
  async attempt<T>(stale: ReadonlySet<string>, load: (addressOf: (file: string) => string) => Promise<T>): Promise<T> {
    const attempt: Attempt = { number: ++this.#number, stale, met: new Set() };
    this.#attempt = attempt;
    try {
      const loaded = await load((file) => (stale.has(file) ? addressIn(file, attempt.number) : file));
      for (const file of [...stale, ...attempt.met]) this.#inUse.set(file, attempt.number);
      return loaded;
    } finally {
      this.#attempt = undefined;
    }
  }

  #importersOf(file: string): Set<string> {
    const known = this.#importers.get(file) ?? new Set();
    this.#importers.set(file, known);
    return known;
  }
}

/** The URL of a file without the load that it names. */
export function withoutLoad(url: string): string {
  return url.replace(LOAD, '');
}

function loadOf(url: string): number | undefined {
  const number = LOAD.exec(url)?.[1];
  return number === undefined ? undefined : Number(number);
}

function addressIn(file: string, number: number): string {
  return number === 0 ? file : `${file}?saved=${number}`;
}
