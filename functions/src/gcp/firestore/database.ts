import type { Firestore } from '@google-cloud/firestore';
import { withinDeadline } from '../../core/deadline.ts';
import { emulatorOptions } from '../emulator.ts';
import { DEADLINE_MS, type FirestoreOptions } from './connection.ts';
import { projectId } from '../project.ts';
import { OWN_CONNECTION, Renewable } from '../renewable.ts';

/**
 * A Firestore database by Google's own client, whose every use is over by a deadline, whatever the network does. For
 * tools: they have no cold start, and ask for more than `FirestoreConnection` knows.
 */
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
