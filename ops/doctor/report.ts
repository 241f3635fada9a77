import { onTerminalLine } from '../../local/terminal-text.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Result } from './result.ts';

const STYLES = { ok: 'green', finding: 'red', warning: 'yellow', unknown: 'yellow' } as const;
const WIDTH = 'unknown'.length;

/** The results for people: what is well, what is not, and the command that fixes it. */
export function textReport(results: readonly Result[], terminal: Terminal): string {
  const findings = results.filter(({ status }) => status === 'finding').length;
  const lines = results.flatMap(({ what, status, says, mend }) => [
    `${terminal.style(STYLES[status], status.padEnd(WIDTH))}  ${onTerminalLine(`${what}: ${says}`)}`,
    ...(mend === undefined ? [] : [`${' '.repeat(WIDTH)}  ${terminal.style('cyan', mend)}`]),
  ]);
  const closing =
    findings === 0
      ? 'Nothing to fix.'
      : `${findings === 1 ? '1 finding' : `${findings} findings`}, each with its command.`;
  return [...lines, '', closing].join('\n');
}
