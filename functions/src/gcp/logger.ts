import { createLogger, levelFrom, printJsonLine, type Logger } from '../core/logger.ts';

/** Structured logging as Cloud Logging reads it: one JSON object per line of the standard output. */
export function cloudLogger(): Logger {
  return createLogger((line) => process.stdout.write(printJsonLine(line)), levelFrom(process.env['LOG_LEVEL']));
}
