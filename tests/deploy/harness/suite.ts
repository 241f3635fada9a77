import { describe } from 'vitest';
import { FIREBASE_CLIS, missingFirebaseClis, type FirebaseCli } from './firebase-clis.ts';

/**
 * A suite that deploys with the Firebase CLI. It is skipped with its reason if the CLIs are not installed;
 * `REQUIRE_FIREBASE_CLI=1` makes that an error.
 */
export function describeDeploy(name: string, suite: () => void, clis: readonly FirebaseCli[] = FIREBASE_CLIS): void {
  const missing = missingFirebaseClis(clis);
  if (missing === undefined) {
    describe(name, suite);
    return;
  }
  if (process.env['REQUIRE_FIREBASE_CLI'] === '1') throw new Error(`The Firebase CLI is missing: ${missing}`);
  describe.skip(`${name} (skipped: ${missing})`, suite);
}
