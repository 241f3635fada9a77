import { existsSync } from 'node:fs';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { finding, ok, type Result } from './result.ts';

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
