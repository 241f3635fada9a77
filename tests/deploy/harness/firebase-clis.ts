import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A version of the Firebase CLI that the repository pins. */
export interface FirebaseCli {
  readonly version: string;
  /** Where its own package.json and lock file are, from the root. */
  readonly folder: string;
}

export const FIREBASE_14: FirebaseCli = { version: '14.27.0', folder: 'tests/firebase' };
export const FIREBASE_15: FirebaseCli = { version: '15.34.2', folder: 'tests/firebase-15' };
export const FIREBASE_CLIS = [FIREBASE_14, FIREBASE_15] as const;

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The program that Node runs. */
export function programOf({ folder }: FirebaseCli): string {
  return join(ROOT, folder, 'node_modules', 'firebase-tools', 'lib', 'bin', 'firebase.js');
}

/** What to run so that some of the CLIs are here; undefined if they are. */
export function missingFirebaseClis(clis: readonly FirebaseCli[]): string | undefined {
  const missing = clis.filter((cli) => !existsSync(programOf(cli)));
  if (missing.length === 0) return undefined;
  return missing.map(({ folder }) => `npm ci --ignore-scripts --prefix ${folder}`).join(' && ');
}
