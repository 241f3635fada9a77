import type { Progress, Terminal } from './terminal.ts';

/**
 * Does long work under the eyes of a person.
 * @param goOn How to go on with work that was cut off, by Ctrl-C or by an error.
 */
export async function watched<T>(
  terminal: Terminal,
  goOn: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  using _hint = terminal.ifInterrupted(goOn);
  try {
    using progress = terminal.progress();
    return await work(progress);
  } catch (error) {
    terminal.tell(goOn);
    throw error;
  }
}
