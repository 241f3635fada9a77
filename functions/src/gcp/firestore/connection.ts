import { withinDeadline } from '../../core/deadline.ts';
import { FirestoreRest } from './rest-api.ts';
import { GoogleRest, RestTimeout, targetOf, type RestTarget } from '../rest/google-rest.ts';

/** How long one use may take before the delivery is given back to Pub/Sub; shorter than any function's time limit. */
export const DEADLINE_MS = 15_000;

export interface FirestoreOptions {
  /** `(default)`, or the id of another database of the project. */
  readonly database: string;
  /** How long one use may take, in milliseconds; 15,000 by default. */
  readonly deadlineMs?: number;
}

/** A Firestore database by its REST interface, whose every use is over by a deadline, whatever the network does. */
export class FirestoreConnection {
  readonly #rest: GoogleRest;
  readonly #database: string;
  readonly #deadlineMs: number;

  /** @param target Asked on first use. */
  constructor({ database, deadlineMs = DEADLINE_MS }: FirestoreOptions, target: () => RestTarget = firestore) {
    this.#rest = new GoogleRest('Firestore', target);
    this.#database = database;
    this.#deadlineMs = deadlineMs;
  }

  warm(): void {
    this.#rest.warm();
  }

  /** Runs what may take several calls. When its time is over it rejects, and no further call is made. */
  async use<T>(run: (firestore: FirestoreRest) => Promise<T>): Promise<T> {
    const endsAt = performance.now() + this.#deadlineMs;
    const running = this.#rest.project().then((project) => {
      const database = `projects/${project}/databases/${this.#database}`;
      return run(new FirestoreRest(database, (method, body) => this.#call(database, method, body, endsAt)));
    });
    return withinDeadline(running, this.#deadlineMs, () => this.#late());
  }

  /** Ends the connections; what is under way fails. */
  close(): Promise<void> {
    return this.#rest.close();
  }

  async #call(database: string, method: string, body: object, endsAt: number): Promise<unknown> {
    const deadlineMs = endsAt - performance.now();
    if (deadlineMs <= 0) throw this.#late();
    const path = `/v1/${encodeURI(database)}/documents:${method}`;
    try {
      return await this.#rest.call({ method: 'POST', path, body: JSON.stringify(body), deadlineMs });
    } catch (error) {
      // It names the time of its last try; what counts here is that of all of them.
      throw error instanceof RestTimeout ? this.#late() : error;
    }
  }

  #late(): Error {
    return new Error(`Firestore did not answer within ${this.#deadlineMs} ms.`);
  }
}

function firestore(): RestTarget {
  return targetOf('firestore.googleapis.com', process.env['FIRESTORE_EMULATOR_HOST']);
}
