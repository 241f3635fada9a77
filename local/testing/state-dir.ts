import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A state folder that is gone when the test has ended. */
export function temporaryStateDir(): string {
  const stateDir = mkdtempSync(join(tmpdir(), 'integration-state-'));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
  return stateDir;
}
