import { inspect, styleText } from 'node:util';
import { messageOf } from '../functions/src/core/event/error-text.ts';
import { printJsonLine } from '../functions/src/core/telemetry/json-line.ts';
import { onTerminalLine, onTerminalLines, terminalOutput } from './terminal-text.ts';
import { createLogger, levelFrom, type Logger, type LogLine } from '../functions/src/core/telemetry/logger.ts';

/** Fields that a reader at a terminal has no use for: they join lines to a trace in the cloud. */
const HIDDEN = /^logging\.googleapis\.com\//;

const COLOURS = { DEBUG: 'gray', INFO: 'cyan', WARNING: 'yellow', ERROR: 'red' } as const;

/** The cloud's lines of JSON, or short coloured ones where a person is reading. */
export function localLogger(stream: NodeJS.WriteStream, level: string | undefined): Logger {
  const print = stream.isTTY ? printForPeople : printJsonLine;
  return createLogger((line) => stream.write(terminalOutput(print(line))), levelFrom(level));
}

/** `12:00:00 INFO Stripe Event Verified eventId=evt_1`; errors follow on separate lines. */
export function printForPeople({ severity, message, ...fields }: LogLine, now = new Date()): string {
  const time = styleText('gray', now.toTimeString().slice(0, 8));
  const label = styleText(COLOURS[severity], severity === 'WARNING' ? 'WARN' : severity);
  const shown = Object.entries(fields).filter(([name, value]) => !HIDDEN.test(name) && value !== undefined);
  const inline = shown.filter(([, value]) => !(value instanceof Error));
  const errors = shown.flatMap(([, value]) => (value instanceof Error ? [explained(value)] : []));
  const details = inline.map(([name, value]) => `${styleText('gray', `${name}=`)}${textOf(value)}`);
  const head = [time, label.padEnd(5), onTerminalLine(message), ...details].join(' ');
  return [head, ...errors.map((error) => onTerminalLines(error).replaceAll(/^/gm, '    '))].join('\n') + '\n';
}

/** An error's stack, and its causes. */
function explained(error: Error): string {
  const { stack = error.message, cause } = error;
  return cause === undefined ? stack : `${stack}\ncaused by ${messageOf(cause)}`;
}

function textOf(value: unknown): string {
  return onTerminalLine(typeof value === 'string' ? value : (printed(value) ?? ''));
}

/** Handlers log what they like: a cycle or a BigInt cannot be printed as JSON. */
function printed(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return inspect(value, { depth: 3, breakLength: Infinity });
  }
}
