import { existsSync } from 'node:fs';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { LocalStatistics } from '../../local/journal/local-statistics.ts';
import { finding, ok, type Result } from './result.ts';
import { unhandledResults, type Consumed } from './unhandled.ts';

const WHAT = 'local state';

/** Looks at the state folder of the local host. */
export function localStateResult(stateDir: string): Result {
  const file = stateFileIn(stateDir);
  if (!existsSync(file)) return ok(WHAT, `nothing yet in ${stateDir}; npm start makes it`);
  try {
    openDatabase(file, 'crash').close();
    return ok(WHAT, stateDir);
  } catch (error) {
    return finding(WHAT, messageOf(error), `mv ${stateDir} ${stateDir}.old`);
  }
}

/** Looks for events of the local host that led to nothing. A state that cannot be opened is a separate finding. */
export async function localUnhandledResults(
  stateDir: string,
  providers: readonly Consumed[],
): Promise<readonly Result[]> {
  const file = stateFileIn(stateDir);
  if (!existsSync(file) || localStateResult(stateDir).status !== 'ok') return [];
  const database = openDatabase(file, 'crash');
  try {
    // What a host that is running has not written yet is a matter of milliseconds.
    return await unhandledResults(new LocalStatistics(database, { flush: () => undefined }), providers, '');
  } finally {
    database.close();
  }
}
