/** `npm start` without the look at what is installed. */
import { runProgram } from './cli/program.ts';
import { terminalOf } from './cli/terminal.ts';

process.stdout.on('error', () => undefined);
process.exitCode = await runProgram(['start', ...process.argv.slice(2)], terminalOf(process));
