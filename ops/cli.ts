/** `npx integrations`, and the npm scripts that call it. */
import { runProgram } from './cli/program.ts';
import { terminalOf } from './cli/terminal.ts';

// Code of the project may call other code deeply while it is loaded; the frame that is its own must not be cut off.
Error.stackTraceLimit = 100;
// The reader of the pipe may stop reading: that must not crash the program.
process.stdout.on('error', () => undefined);
process.exitCode = await runProgram(process.argv.slice(2), terminalOf(process));
