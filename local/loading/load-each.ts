/** Loads each file that it is given, and tells its parent what came of it. Run by `check.ts`. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import type { LoadMessage } from './check.ts';
import { loadFault } from './fault.ts';

// Files may call others deeply while they are loaded; the frame that is theirs must not be cut off.
Error.stackTraceLimit = 100;

const [root = '', ...files] = process.argv.slice(2);
for (const file of files) {
  await tell({ begins: file });
  try {
    await import(pathToFileURL(path.join(root, file)).href);
  } catch (error) {
    await tell({ file, says: loadFault(error, root) ?? `${file} cannot be loaded: ${messageOf(error)}` });
  }
}
await tell({ done: true });
// Whatever they have left running does not hold up the answer.
process.exit();

async function tell(message: LoadMessage): Promise<void> {
  const sent = Promise.withResolvers<void>();
  process.send?.(message, (error: Error | null) => (error ? sent.reject(error) : sent.resolve()));
  await sent.promise;
}
