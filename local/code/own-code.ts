import { registerHooks } from 'node:module';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { GeneratorError } from '../../generator/fault.ts';
import { generate } from '../../generator/generate.ts';
import { loadFault } from '../loading/fault.ts';
import { Generations } from './generations.ts';
import { changedBetween, SourceFolder, type Snapshot } from './source-folder.ts';

/** What a look at the saved files came to. */
export type Reload = {
  /** What of the saved files is read once, at the start: in a sentence. */
  readonly restart?: string;
} & (
  | /** Nothing that is loaded has changed. */ { readonly kind: 'same' }
  | {
      readonly kind: 'loaded';
      /** The exports of functions/src/index.ts. */
      readonly functions: object;
      /** The saved files, from the root of the project. */
      readonly files: readonly string[];
    }
  | {
      /** The files have a fault: the code that was loaded before stays in use. */
      readonly kind: 'refused';
      /** In a sentence. */
      readonly says: string;
      /** What was thrown, if the sentence does not say where. */
      readonly error?: unknown;
    }
);

/** Enough for the frame that is the owner's, however deeply other packages are called while a file is loaded. */
const STACK_FRAMES = 100;

/**
 * The code that the owner of a project writes, which is loaded again when it is saved.
 * Install it before anything of that code is loaded.
 */
export class OwnCode {
  readonly folder: SourceFolder;
  readonly #root: string;
  readonly #generations: Generations;
  /** Of the files that are loaded. */
  #loaded: Snapshot;

  private constructor(root: string) {
    this.#root = root;
    this.folder = new SourceFolder(root);
    this.#generations = new Generations(this.folder.isReloadable);
    this.#loaded = this.folder.snapshot();
  }

  /** @param root Root of the project, whose generated code is up to date. */
  static install(root: string): OwnCode {
    const code = new OwnCode(root);
    registerHooks({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context);
        return { ...resolved, url: code.#generations.addressOf(resolved.url, context.parentURL) };
      },
    });
    return code;
  }

  /** Generates, and loads what was saved since the last load that succeeded. Never rejects. */
  async reload(): Promise<Reload> {
    try {
      generate(this.#root);
      const snapshot = this.folder.snapshot();
      const changed = changedBetween(this.#loaded, snapshot);
      const restart = this.#restart(changed);
      return { ...restart, ...(await this.#load(changed, snapshot).catch((error) => refusal(error, this.#root))) };
    } catch (error) {
      return refusal(error, this.#root);
    }
  }

  async #load(changed: readonly string[], snapshot: Snapshot): Promise<Reload> {
    const stale = this.#generations.staleBy(changed.filter(this.folder.isReloadable));
    const entries = [this.folder.surface(), 'generated/catalog.ts'].map((file) => this.folder.urlOf(file));
    if (!entries.some((file) => stale.has(file))) {
      this.#loaded = snapshot;
      return { kind: 'same' };
    }
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = STACK_FRAMES;
    try {
      const [functions]: object[] = await this.#generations.attempt(stale, (addressOf) =>
        Promise.all(entries.map((file) => import(addressOf(file)))),
      );
      this.#loaded = snapshot;
      const saved = changed.map((file) => this.folder.nameOf(file)).filter((file) => !file.startsWith(GENERATED));
      return { kind: 'loaded', functions: functions ?? {}, files: saved };
    } finally {
      Error.stackTraceLimit = before;
    }
  }

  #restart(changed: readonly string[]): { readonly restart?: string } {
    const [file] = changed.filter((one) => !this.folder.isReloadable(one)).map((one) => this.folder.nameOf(one));
    if (file === undefined) return {};
    return { restart: `${file} is read once. Stop npm start and run it again to use what was saved.` };
  }
}

const GENERATED = 'functions/src/generated/';

function refusal(error: unknown, root: string): Reload {
  const fault = loadFault(error, root);
  if (fault !== undefined) return { kind: 'refused', says: fault };
  const isSentence = error instanceof GeneratorError || IntegrationError.is(error);
  if (isSentence) return { kind: 'refused', says: messageOf(error, Infinity) };
  return { kind: 'refused', says: `The saved code cannot be loaded: ${messageOf(error)}`, error };
}
