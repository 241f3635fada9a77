import { UsageError } from '../exit.ts';
import type { Terminal } from './terminal.ts';

/** A terminal that shows nothing and keeps what was said. */
export interface KeepingTerminal extends Terminal {
  readonly printed: readonly string[];
  readonly told: readonly string[];
}

/** @param confirm Answers every question, or throws if there is nobody to ask. */
export function keepingTerminal(confirm: Terminal['confirm']): KeepingTerminal {
  const [printed, told]: [string[], string[]] = [[], []];
  return {
    printed,
    told,
    print: (text) => void printed.push(text),
    tell: (text) => void told.push(text),
    style: (_style, text) => text,
    progress: () => ({ show: () => undefined, [Symbol.dispose]: () => undefined }),
    confirm,
    askSecret: (question) => Promise.reject(new UsageError(`${question}\nThere is nobody to ask.`)),
    input: () => Promise.resolve(''),
    ifInterrupted: () => ({ [Symbol.dispose]: () => undefined }),
  };
}
