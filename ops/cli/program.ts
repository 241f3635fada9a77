import packageJson from '../../package.json' with { type: 'json' };
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { SecretAccessError } from '../../functions/src/core/ports.ts';
import { RestError } from '../../functions/src/gcp/rest/google-rest.ts';
import { GeneratorError } from '../../generator/fault.ts';
import { loadFault } from '../../local/loading/fault.ts';
import { SettingsError } from '../../local/settings.ts';
import { EXIT, Failure, UsageError } from '../exit.ts';
import { COMMANDS, type ListedCommand } from './commands.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';
import { ROOT } from '../../generator/project.ts';

/** Runs the command that the words name. @returns the exit code. */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await run(words, terminal);
  } catch (error) {
    const fault = loadFault(error, ROOT);
    const code = fault === undefined ? exitCodeOf(error) : EXIT.notDone;
    if (code === undefined) throw error;
    terminal.tell(fault ?? sentenceOf(error));
    return code;
  }
}

async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...others] = words;
  if (first === '--version' || first === '-v') {
    terminal.print(packageJson.version);
    return EXIT.done;
  }
  if (first === 'help' && others.length > 0) return run([...others, '--help'], terminal);
  if (first === undefined || first === 'help' || isHelp(first)) {
    terminal.print(overview(terminal, Object.keys(COMMANDS)));
    return EXIT.done;
  }
  const found = commandIn(words);
  if (found === undefined) {
    const group = groupOf(first);
    if (group.length === 0 || !others.some(isHelp)) throw new UsageError(unknown(words));
    terminal.print(overview(terminal, group));
    return EXIT.done;
  }
  const command = await found.listed.load();
  if (found.args.some(isHelp)) {
    terminal.print(command.usage.trimEnd());
    return EXIT.done;
  }
  return command.run(found.args, terminal, runProgram);
}

/** The command whose name is the longest that the words begin with. */
function commandIn(
  words: readonly string[],
): { readonly listed: ListedCommand; readonly args: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const listed = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (listed !== undefined) return { listed, args: words.slice(length) };
  }
  return undefined;
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}

/** The commands whose names begin with a word: `dead-letters list`, `dead-letters show`, … */
function groupOf(word: string): readonly string[] {
  return Object.keys(COMMANDS).filter((name) => name.startsWith(`${word} `));
}

function unknown([first = '', second]: readonly string[]): string {
  const group = groupOf(first);
  if (group.length === 0) return `There is no command "${first}". Run npx integrations --help for a list.`;
  const complaint =
    second === undefined ? `"${first}" needs one more word` : `There is no command "${first} ${second}"`;
  return `${complaint}. Choose from: ${group.join(', ')}.`;
}

function overview(terminal: Terminal, names: readonly string[]): string {
  const rows = names.map((name) => [`  ${name}`, COMMANDS[name]?.summary ?? '']);
  return `${terminal.style('bold', 'npx integrations <command> [options]')}

${table(rows)}

Each command tells more with --help; --version tells which version this is. What they read and change is on this machine; with --project <id> it is
a deployed project, by your own Google credentials (gcloud auth application-default login).

Exit codes: 0 done, 1 not done or something was found, 2 wrong use or configuration, 3 no Google credentials.`;
}

/** The exit code of an error whose message is a sentence for people; undefined for a defect. */
function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof Failure) return error.exitCode;
  if (error instanceof SettingsError) return EXIT.misused;
  if (IntegrationError.is(error)) return error.code.endsWith('/bad-config') ? EXIT.misused : EXIT.notDone;
  const isSentence = error instanceof GeneratorError || SecretAccessError.is(error) || isGoogleRefusal(error);
  return isSentence ? EXIT.notDone : undefined;
}

/** What Google's own clients throw has a gRPC status in `code`, and what Google said in `details`. */
function isGoogleRefusal(error: unknown): boolean {
  if (error instanceof RestError) return true;
  if (!(error instanceof Error) || !('code' in error) || !('details' in error)) return false;
  return typeof error.code === 'number' && typeof error.details === 'string' && error.details !== '';
}

function sentenceOf(error: unknown): string {
  const message = messageOf(error, Infinity);
  if (exitCodeOf(error) !== EXIT.noCredentials) return isGoogleRefusal(error) ? `Google refused: ${message}` : message;
  return `There are no Google credentials here: run gcloud auth application-default login. (${message})`;
}
