import type { Firestore } from '@google-cloud/firestore';
import { withinDeadline } from '../core/deadline.ts';
import { emulatorOptions } from './emulator.ts';
import { projectId } from './project.ts';

/** How long one step may take before the delivery is given back to Pub/Sub; shorter than any function's time limit. */
const DEADLINE_MS = 15_000;

/** Loads the client and opens a database with it. */
export async function loadFirestore(database: string): Promise<Firestore> {
  const { Firestore } = await import('@google-cloud/firestore');
  const project = projectId();
  return new Firestore({
    ...emulatorOptions('FIRESTORE_EMULATOR_HOST'),
    databaseId: database,
    ...(project !== undefined && { projectId: project }),
  });
}

/** An answer of Firestore, or an error where it takes too long. */
export function inTime<T>(promise: Promise<T>): Promise<T> {
  return withinDeadline(promise, DEADLINE_MS, () => new Error(`Firestore did not answer within ${DEADLINE_MS} ms.`));
}

/** gRPC's INVALID_ARGUMENT. @see https://grpc.io/docs/guides/status-codes/ */
const INVALID_ARGUMENT = 3;

/** Whether Firestore will never take this write: too large, or of a shape that it does not know. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== INVALID_ARGUMENT) return false;
  // A transaction that went on for too long has the same code, and is worth another try.
  return !/transaction/i.test(error.message);
}
