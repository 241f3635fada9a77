import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { format } from 'node:util';
import { jsonOfLine } from '../../functions/src/core/telemetry/json-line.ts';
import {
  createLogger,
  type LogFields,
  type Logger,
  type LogLevel,
  type LogLine,
} from '../../functions/src/core/telemetry/logger.ts';
import type { HeldDelivery } from '../queue/delivery-rows.ts';

/** What a delivery that has ended logged. */
export interface EndedLog {
  readonly message: number;
  readonly consumer: string;
  readonly attempt: number;
  readonly omitted: number;
  /** Each is the JSON of a {@link KeptLine}. */
  readonly lines: readonly string[];
}

/** A line as it is kept. */
export interface KeptLine {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** A handler's own field may have taken the place of the severity or the message. */
  readonly line: LogFields;
}

/** A stack with its causes takes less. */
const MAX_LINE_BYTES = 8 * 1024;
/** Of one delivery the last lines are kept: they tell how it ended. */
export const MAX_LINES = 100;
const MAX_BYTES = 64 * 1024;

/** What a handler prints by itself, by Node's channels. */
const CONSOLE = [
  ['console.log', 'INFO'],
  ['console.info', 'INFO'],
  ['console.debug', 'DEBUG'],
  ['console.warn', 'WARNING'],
  ['console.error', 'ERROR'],
] as const satisfies readonly (readonly [string, LogLine['severity']])[];

/** They join lines to a trace in the cloud. */
const TRACE_FIELD = /^logging\.googleapis\.com\//;

/** Keeps what is logged while a delivery is handled, by whichever code that runs for it, until it has ended. */
export class DeliveryLogs {
  readonly #current = new AsyncLocalStorage<DeliveryLog>();
  readonly #onEnd: (log: EndedLog) => void;

  /** @param onEnd Told of each delivery that logged something. */
  constructor(onEnd: (log: EndedLog) => void) {
    this.#onEnd = onEnd;
  }

  /** A logger that writes as this one does, and whose lines are kept. */
  keeping(log: Logger): Logger {
    return both(
      log,
      createLogger((line) => this.#current.getStore()?.add(line), 'debug'),
    );
  }

  /** Also keeps what is printed with `console`. @returns what ends that. */
  keepConsole(): () => void {
    const listeners = CONSOLE.map(([channel, severity]) => {
      const listener = (printed: unknown) => this.#printed(severity, Array.isArray(printed) ? printed : []);
      subscribe(channel, listener);
      return () => unsubscribe(channel, listener);
    });
    return () => {
      for (const end of listeners) end();
    };
  }

  /** Handles a delivery, and keeps what is logged meanwhile. */
  async during(delivery: HeldDelivery, consumer: string, handle: () => Promise<void>): Promise<void> {
    const log = new DeliveryLog(delivery, consumer);
    try {
      await this.#current.run(log, handle);
    } finally {
      const ended = log.end();
      if (ended.lines.length > 0) this.#onEnd(ended);
    }
  }

  #printed(severity: LogLine['severity'], values: readonly unknown[]): void {
    const log = this.#current.getStore();
    if (log === undefined) return;
    try {
      log.add({ severity, message: format(...values) });
    } catch {
      // A value that cannot be printed: the console says so to the handler.
    }
  }
}

class DeliveryLog {
  readonly #about: Pick<EndedLog, 'message' | 'consumer' | 'attempt'>;
  /** Fields that say which delivery a line belongs to. */
  readonly #known: Readonly<Record<string, string | undefined>>;
  readonly #lines: string[] = [];
  #units = 0;
  #omitted = 0;
  #hasEnded = false;

  constructor({ message, messageId, attempt, attributes }: HeldDelivery, consumer: string) {
    this.#about = { message, consumer, attempt };
    this.#known = { consumer, messageId, eventId: attributes['id'], eventType: attributes['eventtype'] };
  }

  add({ severity, message, ...fields }: LogLine): void {
    // What a handler has left running may log at any time.
    if (this.#hasEnded) return;
    const own = Object.entries(fields).filter(
      ([name, value]) => !TRACE_FIELD.test(name) && this.#known[name] !== value,
    );
    const line = jsonOfLine({ severity, message, ...Object.fromEntries(own) }, MAX_LINE_BYTES);
    const text = `{"time":${Date.now()},"line":${line}}`;
    this.#lines.push(text);
    this.#units += text.length;
    while (this.#lines.length > MAX_LINES || (this.#units > MAX_BYTES && this.#lines.length > 1)) {
      this.#units -= this.#lines.shift()?.length ?? 0;
      this.#omitted++;
    }
  }

  end(): EndedLog {
    this.#hasEnded = true;
    return { ...this.#about, omitted: this.#omitted, lines: this.#lines };
  }
}

/** Writes to both what the first is to have. */
function both(first: Logger, second: Logger): Logger {
  const log = (level: LogLevel) => (message: string, fields?: LogFields) => {
    first[level](message, fields);
    if (first.enabled(level)) second[level](message, fields);
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    with: (fields) => both(first.with(fields), second.with(fields)),
    enabled: first.enabled,
  };
}
