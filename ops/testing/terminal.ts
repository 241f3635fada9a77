import { UsageError } from '../exit.ts';
import { keepingTerminal, type KeepingTerminal } from '../cli/keeping-terminal.ts';
import { runProgram } from '../cli/program.ts';

/** A terminal that keeps what was said and asked. */
export interface TestTerminal extends KeepingTerminal {
  readonly questions: readonly string[];
}

/** @param answer What is answered to every question; left out if nobody is there to answer. */
export function testTerminal(answer?: boolean): TestTerminal {
  const questions: string[] = [];
  const terminal = keepingTerminal(async (question) => {
    questions.push(question);
    if (answer === undefined) throw new UsageError(`${question}\nCannot ask without a terminal: add --yes.`);
    return answer;
  });
  return { ...terminal, questions };
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
