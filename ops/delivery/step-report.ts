import type { Terminal } from '../cli/terminal.ts';

/** One thing that was looked at, and what was done about it, or would be. */
export interface Step {
  readonly what: string;
  readonly done: 'created' | 'changed' | 'unchanged' | 'removed';
}

export function lineOf({ what, done }: Step, { style }: Pick<Terminal, 'style'>): string {
  return `${style(done === 'unchanged' ? 'gray' : 'green', done.padEnd('unchanged'.length))}  ${what}`;
}
