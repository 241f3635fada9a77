import { printJsonLine } from '../../functions/src/core/telemetry/json-line.ts';
import { terminalOutput } from '../../local/terminal-text.ts';
import { createLogger, levelFrom, type Logger } from '../../functions/src/core/telemetry/logger.ts';

/** What the service's own code logs while a command runs: beside the answer, and warnings only unless `LOG_LEVEL` says more. */
export function commandLog(): Logger {
  const level = levelFrom(process.env['LOG_LEVEL'] ?? 'warn');
  return createLogger((line) => process.stderr.write(terminalOutput(printJsonLine(line))), level);
}
