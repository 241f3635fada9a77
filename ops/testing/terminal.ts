import { UsageError } from '../exit.ts';
import { runProgram } from '../cli/program.ts';
import type { Terminal } from '../cli/terminal.ts';

/** A terminal that keeps what was said. */
export interface TestTerminal extends Terminal {
  readonly printed: string[];
  readonly told: string[];
  /** What was asked. */
  readonly questions: string[];
}

/** @param answer What is answered to every question; left out if nobody is there to answer. */
export function testTerminal(answer?: boolean): TestTerminal {
  const [printed, told, questions]: [string[], string[], string[]] = [[], [], []];
  return {
    printed,
    told,
    questions,
    print: (text) => void printed.push(text),
    tell: (text) => void told.push(text),
    style: (_style, text) => text,
    progress: () => ({ show: () => undefined, [Symbol.dispose]: () => undefined }),
    confirm: async (question) => {
      questions.push(question);
      if (answer === undefined) throw new UsageError(`${question}\nCannot ask without a terminal: add --yes.`);
      return answer;
    },
    ifInterrupted: () => ({ [Symbol.dispose]: () => undefined }),
  };
}

/** What a command came to. */
export interface CommandOutcome {
  readonly code: number;
  readonly printed: string;
  readonly told: string;
  readonly questions: readonly string[];
}

/** Runs a command of the program in this process. */
export async function runCommand(words: readonly string[], answer?: boolean): Promise<CommandOutcome> {
  const terminal = testTerminal(answer);
  const code = await runProgram(words, terminal);
  return { code, printed: terminal.printed.join('\n'), told: terminal.told.join('\n'), questions: terminal.questions };
}
