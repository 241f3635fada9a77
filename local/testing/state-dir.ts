import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A state folder that is gone when the test has ended. */
export function temporaryStateDir(): string {
  const { path, remove } = makeStateDir();
  onTestFinished(remove);
  return path;
}

/** A state folder for several tests. */
export function makeStateDir(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'integration-state-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
