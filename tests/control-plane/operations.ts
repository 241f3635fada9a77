import type { JsonObject } from '../../ops/delivery/google/json.ts';
import { GoogleError, notFound } from './google-error.ts';

/** What came of work that Google does after it has answered. */
type Result = { readonly response: JsonObject } | { readonly error: JsonObject };

/** Long-running operations. Each one ends when it is first asked for. @see https://google.aip.dev/151 */
export class Operations {
  readonly #open = new Map<string, () => JsonObject>();
  readonly #done = new Map<string, Result>();

  /**
   * Begins an operation.
   * @param work Does the work. What it returns is the operation's response, a {@link GoogleError} its error.
   */
  begin(name: string, work: () => JsonObject): JsonObject {
    this.#open.set(name, work);
    return { name, done: false };
  }

  /** An operation that ended at once. */
  done(name: string, response: JsonObject = {}): JsonObject {
    this.#done.set(name, { response });
    return this.get(name);
  }

  get(name: string): JsonObject {
    const work = this.#open.get(name);
    if (work !== undefined) {
      this.#open.delete(name);
      this.#done.set(name, resultOf(work));
    }
    const result = this.#done.get(name);
    if (result === undefined) throw notFound(name);
    return { name, done: true, ...result };
  }
}

function resultOf(work: () => JsonObject): Result {
  try {
    return { response: work() };
  } catch (error) {
    if (error instanceof GoogleError) return { error: error.toStatus() };
    throw error;
  }
}
