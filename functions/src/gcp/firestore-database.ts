import type { Firestore } from '@google-cloud/firestore';
import { withinDeadline } from '../core/deadline.ts';
import { emulatorOptions } from './emulator.ts';
import { projectId } from './project.ts';
import { OWN_CONNECTION, Renewable } from './renewable.ts';

/** How long one use may take before the delivery is given back to Pub/Sub; shorter than any function's time limit. */
const DEADLINE_MS = 15_000;

export interface FirestoreOptions {
  /** `(default)`, or the id of another database of the project. */
  readonly database: string;
  /** How long one use may take, in milliseconds; 15,000 by default. */
  readonly deadlineMs?: number;
}

/** A Firestore database whose every use is over by a deadline, whatever the network does. */
export class FirestoreDatabase {
  readonly #client: Renewable<Firestore>;
  readonly #deadlineMs: number;

  constructor({ database, deadlineMs = DEADLINE_MS }: FirestoreOptions) {
    this.#client = new Renewable(
      () => loadClient(database),
      (client) => client.terminate(),
    );
    this.#deadlineMs = deadlineMs;
  }

  async use<T>(run: (client: Firestore) => Promise<T>): Promise<T> {
    const loading = this.#client.get();
    const late = () => {
      this.#client.leave(loading, this.#deadlineMs);
      return new Error(`Firestore did not answer within ${this.#deadlineMs} ms.`);
    };
    return withinDeadline(loading.then(run), this.#deadlineMs, late);
  }

  /** Closes the connection; what is under way fails. */
  close(): Promise<void> {
    return this.#client.close();
  }
}

async function loadClient(database: string): Promise<Firestore> {
  const project = projectId();
  const { Firestore } = await import('@google-cloud/firestore');
  return new Firestore({
    ...OWN_CONNECTION,
    ...emulatorOptions('FIRESTORE_EMULATOR_HOST'),
    databaseId: database,
    ...(project !== undefined && { projectId: project }),
  });
}

/** gRPC's INVALID_ARGUMENT. @see https://grpc.io/docs/guides/status-codes/ */
const INVALID_ARGUMENT = 3;

/** Whether Firestore will never take this write: too large, or of a shape that it does not know. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== INVALID_ARGUMENT) return false;
  // A transaction that went on for too long has the same code, and is worth another try.
  return !/transaction/i.test(error.message);
}
