import type { OwnCode } from '../../local/code/own-code.ts';
import { FolderWatch } from '../../local/code/folder-watch.ts';
import type { LocalHost } from '../../local/local-host.ts';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import type { Logger } from '../../functions/src/core/telemetry/logger.ts';

interface Following {
  readonly code: Pick<OwnCode, 'folder' | 'reload'>;
  readonly host: Pick<LocalHost, 'serve' | 'changes'>;
  readonly log: Logger;
  /** Called once other code is served. */
  readonly onServed: () => Promise<void>;
}

/** Has the local host serve what is saved, as it is saved. What cannot be loaded is a sentence, and changes nothing. */
export class SavedCode {
  readonly #following: Following;
  readonly #watch: FolderWatch;
  #fault: string | undefined;
  #work = Promise.resolve();
  #isDue = false;

  constructor(following: Following) {
    this.#following = following;
    this.#watch = new FolderWatch({
      folders: () => following.code.folder.folders(),
      onChange: () => this.#take(),
      onFault: (error) =>
        following.log.warn(
          `Saved files cannot be watched: ${messageOf(error)}. Stop npm start and run it again to load them.`,
        ),
    });
  }

  /** What is wrong with what was saved last, in a sentence. */
  readonly fault = (): string | undefined => this.#fault;

  /** Ends once what is being loaded is served. */
  async close(): Promise<void> {
    this.#watch.close();
    await this.#work;
  }

  /** One at a time; what is saved meanwhile is the next one's. */
  #take(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#work = this.#work.then(() => {
      this.#isDue = false;
      return this.#reload();
    });
  }

  async #reload(): Promise<void> {
    const { code, host, log, onServed } = this.#following;
    const started = performance.now();
    try {
      const reload = await code.reload();
      if (reload.kind === 'loaded') {
        await host.serve(reload.functions);
        await onServed();
        log.info('Saved code is in use', {
          files: reload.files.join(', '),
          ms: Math.round(performance.now() - started),
        });
      } else if (reload.kind === 'refused') {
        log.error(`${reload.says} The code that was loaded before keeps running.`, { error: reload.error });
      }
      if (reload.restart !== undefined) log.warn(reload.restart);
      this.#fault = reload.kind === 'refused' ? reload.says : undefined;
      host.changes.note({ code: true });
    } catch (error) {
      log.error('The saved code could not be activated; stop npm start and run it again', { error });
    }
  }
}
