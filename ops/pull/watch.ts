import { once } from 'node:events';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { generate } from '../../generator/generate.ts';
import { GeneratorError } from '../../generator/fault.ts';
import { ROOT } from '../../generator/project.ts';
import { FolderWatch } from '../../local/code/folder-watch.ts';
import { SourceFolder } from '../../local/code/source-folder.ts';
import type { Terminal } from '../cli/terminal.ts';
import { Failure } from '../exit.ts';

/**
 * Does something now and whenever a file of the project's code was saved, until the program is interrupted. Code that cannot be
 * generated from or loaded is a sentence.
 * @param run Rejects with a {@link Failure} or a {@link GeneratorError} if the code is at fault.
 */
export async function watchSaved(run: () => Promise<void>, { tell }: Pick<Terminal, 'tell'>): Promise<void> {
  const folder = new SourceFolder(ROOT);
  let last = '';
  let work = Promise.resolve();
  const next = async () => {
    const state = JSON.stringify([...folder.snapshot()]);
    if (state === last) return;
    last = state;
    try {
      generate(ROOT);
      await run();
    } catch (error) {
      if (!(error instanceof Failure) && !(error instanceof GeneratorError)) throw error;
      tell(messageOf(error, Infinity));
    }
    tell('Waiting for code to be saved; Ctrl-C ends this.');
  };
  const failed = Promise.withResolvers<never>();
  const take = () => {
    work = work.then(next);
    work.catch(failed.reject);
  };
  const watch = new FolderWatch({ folders: () => folder.folders(), onChange: take, onFault: failed.reject });
  try {
    take();
    await Promise.race([once(process, 'SIGINT'), failed.promise]);
  } finally {
    watch.close();
    await work.catch(() => undefined);
  }
}
