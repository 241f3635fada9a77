import { printJsonLine } from '../core/json-line.ts';
import { createLogger, levelFrom, type Logger } from '../core/logger.ts';
import { LineWriter } from './line-writer.ts';

/** One for all loggers of the process, so that lines stay in their order. */
const output = new LineWriter((text) => process.stdout.write(text));
// Pipes and files, which the standard output is in the cloud, are written to synchronously.
process.on('exit', () => output.flush());

/** Structured logging as Cloud Logging reads it: one JSON object per line of the standard output. */
export function cloudLogger(): Logger {
  return createLogger((line) => output.write(printJsonLine(line)), levelFrom(process.env['LOG_LEVEL']));
}
