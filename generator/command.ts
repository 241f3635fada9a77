import { GeneratorError } from './fault.ts';
import { asyncApiDocument, generate, generateListeners } from './generate.ts';

/** The outputs of a command: its answer, and messages for people. */
interface Output {
  readonly print: (text: string) => void;
  readonly tell: (text: string) => void;
}

/**
 * Generates, and says what was written.
 * @param options.root Root of the project.
 * @param options.check Changes nothing.
 * @param options.codebase The codebase of the project, if it only listens to the events of this one.
 * @returns the exit code: 1 if the tree has a fault, or a check found something out of date.
 */
export function runGenerator(
  { root, check, codebase }: { readonly root: string; readonly check: boolean; readonly codebase?: string | undefined },
  { print, tell }: Output,
): number {
  return withFaults(tell, () => {
    const { write, remove } =
      codebase === undefined ? generate(root, { check }) : generateListeners(root, { codebase, check });
    const lines = [
      ...write.map((file) => `  ${check ? 'out of date' : 'written'}: ${file}`),
      ...remove.map((file) => `  ${check ? 'left over' : 'removed'}: ${file}`),
    ];
    if (lines.length === 0) {
      print('functions/src/generated is up to date.');
      return 0;
    }
    print(`functions/src/generated\n${lines.join('\n')}`);
    if (!check) return 0;
    tell('The generated code does not match the sources: run "npm run generate" and commit what it writes.');
    return 1;
  });
}

/**
 * Prints the AsyncAPI document of every topic.
 * @param root Root of the project.
 * @returns the exit code: 1 if the tree has a fault.
 */
export function printAsyncApi(root: string, { print, tell }: Output): number {
  return withFaults(tell, () => {
    print(asyncApiDocument(root).trimEnd());
    return 0;
  });
}

function withFaults(tell: Output['tell'], run: () => number): number {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    tell(error.message);
    return 1;
  }
}
