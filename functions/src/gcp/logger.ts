import { printJsonLine } from '../core/telemetry/json-line.ts';
import { createLogger, levelFrom, type Logger } from '../core/telemetry/logger.ts';
import { LineWriter } from './line-writer.ts';
import { standardOutput } from './standard-output.ts';

/** One for all loggers of the process, so that lines stay in their order. */
const output = new LineWriter(standardOutput);
process.on('exit', () => output.flush());

/** Structured logging as Cloud Logging reads it: one JSON object per line of the standard output. */
export function cloudLogger(): Logger {
  return createLogger((line) => output.write(printJsonLine(line)), levelFrom(process.env['LOG_LEVEL']));
}
