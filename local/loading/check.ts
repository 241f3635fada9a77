import { fork } from 'node:child_process';
import path from 'node:path';
import { ENDING } from '../../generator/places.ts';

/** A file that cannot be loaded, and why. */
export interface LoadFault {
  /** From the root of the project. */
  readonly file: string;
  /** In a sentence. */
  readonly says: string;
}

/** What the process that loads the files tells: the file that it begins with, and what came of it. */
export type LoadMessage = { readonly begins: string } | LoadFault | { readonly done: true };

const DEADLINE_MS = 60_000;

/**
 * Loads files as a function would, in its own process: what they do when they are loaded, and what they leave
 * running, does not touch this one.
 * @param files From the root of the project.
 * @returns what is wrong, for each file that has something wrong.
 */
export async function loadFaults(
  root: string,
  files: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly LoadFault[]> {
  if (files.length === 0) return [];
  const child = fork(path.join(import.meta.dirname, `load-each${ENDING}`), [root, ...files], {
    env,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: DEADLINE_MS,
  });
  const faults: LoadFault[] = [];
  const ended = Promise.withResolvers<void>();
  let begun = '';
  let isDone = false;
  child.on('message', (message: LoadMessage) => {
    if ('begins' in message) begun = message.begins;
    else if ('says' in message) faults.push(message);
    else isDone = true;
  });
  child.on('error', ended.reject);
  child.on('close', () => ended.resolve());
  await ended.promise;
  if (!isDone)
    faults.push({ file: begun, says: `${begun} ends the process while it is loaded, or never finishes loading.` });
  return faults;
}
