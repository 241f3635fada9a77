import { spawn } from 'node:child_process';

/** What a process printed, and how it ended. */
export interface Finished {
  readonly exitCode: number;
  /** What it printed to either stream. */
  readonly output: string;
}

/** What was printed as running text, without the frame around it. */
export function unframed(output: string): string {
  return output.replaceAll(/[║\s]+/g, ' ');
}

/** Runs Node to its end. What still runs after five minutes is ended. @param input What is piped into it. */
export async function runNode(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<Finished> {
  const child = spawn(process.execPath, [...words], { cwd, env, stdio: 'pipe' });
  // A program that does not read its input may have ended before it is written.
  child.stdin.on('error', () => undefined).end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), 300_000);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
  clearTimeout(timer);
  return { exitCode, output };
}
