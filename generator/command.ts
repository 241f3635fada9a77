import { updateDocuments } from './documents/documents.ts';
import { GeneratorError } from './fault.ts';
import { asyncApiDocument, generate, generateListeners } from './generate.ts';
import type { Changes } from './tree.ts';

/** The outputs of a command: its answer, and messages for people. */
interface Output {
  readonly print: (text: string) => void;
  readonly tell: (text: string) => void;
}

interface GeneratorOptions {
  /** Root of the project. */
  readonly root: string;
  /** Changes nothing. */
  readonly check: boolean;
  /** The codebase of the project, if it only listens to the events of this one. */
  readonly codebase?: string | undefined;
}

/** What was changed, or would be: paths below functions/src/generated, and documents by their paths from the root. */
interface AllChanges extends Changes {
  readonly documents: readonly string[];
}

/** Brings the generated code and the generated documents up to date. @throws {GeneratorError} */
export async function generateAll({ root, check, codebase }: GeneratorOptions): Promise<AllChanges> {
  if (codebase !== undefined) return { ...generateListeners(root, { codebase, check }), documents: [] };
  const changes = generate(root, { check });
  // The table of integrations follows from code that is up to date.
  const isReady = !check || changes.write.length + changes.remove.length === 0;
  return { ...changes, documents: isReady ? await updateDocuments(root, { check }) : [] };
}

/**
 * Generates, and says what was written.
 * @returns the exit code: 1 if the tree has a fault, or a check found something out of date.
 */
export async function runGenerator(options: GeneratorOptions, { print, tell }: Output): Promise<number> {
  return withFaults(tell, async () => {
    const { check } = options;
    const { write, remove, documents } = await generateAll(options);
    const [stale, left] = check ? ['out of date', 'left over'] : ['written', 'removed'];
    const lines = [...write.map((file) => `  ${stale}: ${file}`), ...remove.map((file) => `  ${left}: ${file}`)];
    if (lines.length > 0) print(['functions/src/generated', ...lines].join('\n'));
    else print('functions/src/generated is up to date.');
    for (const document of documents) print(`${document}\n  ${stale}`);
    if (!check || lines.length + documents.length === 0) return 0;
    tell('What is generated does not match the sources: run "npm run generate" and commit what it writes.');
    return 1;
  });
}

/**
 * Prints the AsyncAPI document of every topic.
 * @param root Root of the project.
 * @returns the exit code: 1 if the tree has a fault.
 */
export async function printAsyncApi(root: string, { print, tell }: Output): Promise<number> {
  return withFaults(tell, async () => {
    print(asyncApiDocument(root).trimEnd());
    return 0;
  });
}

async function withFaults(tell: Output['tell'], run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    tell(error.message);
    return 1;
  }
}
