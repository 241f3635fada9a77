export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured logging. Payloads go to `debug` only; secrets and personal data nowhere. */
export interface Logger {
  readonly debug: Log;
  readonly info: Log;
  readonly warn: Log;
  readonly error: Log;
  /** A logger whose every line also carries these fields. */
  readonly with: (fields: LogFields) => Logger;
  /** Whether a line of this level would be written: spares the work of preparing it. */
  readonly enabled: (level: LogLevel) => boolean;
}

type Log = (message: string, fields?: LogFields) => void;

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Cloud Logging's names. @see https://cloud.google.com/logging/docs/structured-logging */
const SEVERITY = { debug: 'DEBUG', info: 'INFO', warn: 'WARNING', error: 'ERROR' } as const;

/** A line before it is printed. */
export interface LogLine extends LogFields {
  readonly severity: (typeof SEVERITY)[LogLevel];
  readonly message: string;
}

/** Builds a logger over a function that takes whole lines. @param level The least level that is written. */
export function createLogger(write: (line: LogLine) => void, level: LogLevel, fields: LogFields = {}): Logger {
  const least = LEVELS.indexOf(level);
  const enabled = (of: LogLevel) => LEVELS.indexOf(of) >= least;
  const log = (of: LogLevel) => (message: string, more?: LogFields) => {
    if (enabled(of)) write({ severity: SEVERITY[of], message, ...fields, ...more });
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    with: (more) => createLogger(write, level, { ...fields, ...more }),
    enabled,
  };
}

/** Reads `LOG_LEVEL`; anything that is not a level means `info`. */
export function levelFrom(text: string | undefined): LogLevel {
  return LEVELS.find((level) => level === text?.toLowerCase()) ?? 'info';
}

/**
 * The fields that join a line to the trace of its request in Cloud Trace.
 * @param traceparent W3C trace context: `00-<32 hex>-<16 hex>-<2 hex>`.
 */
export function traceFields(traceparent: string | undefined, projectId: string | undefined): LogFields {
  const [, traceId, spanId] = traceparent?.split('-') ?? [];
  if (traceId === undefined || spanId === undefined || projectId === undefined) return {};
  return {
    'logging.googleapis.com/trace': `projects/${projectId}/traces/${traceId}`,
    'logging.googleapis.com/spanId': spanId,
  };
}
