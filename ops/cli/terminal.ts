import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { styleText } from 'node:util';
import { onTerminalLine, terminalOutput } from '../../local/terminal-text.ts';
import { UsageError } from '../exit.ts';

export type Style = Parameters<typeof styleText>[0];

/**
 * Where the program speaks and listens. What it says is printed by {@link terminalOutput}: texts of strangers are in it.
 */
export interface Terminal {
  /** Takes the answer that was asked for, without its last newline. */
  readonly print: (text: string) => void;
  /** Takes what people have to see beside the answer. */
  readonly tell: (text: string) => void;
  /** Colours text of the answer; leaves it unchanged if the terminal shows no colours. */
  readonly style: (style: Style, text: string) => string;
  /** Shows how long work gets on, where a person is watching. */
  readonly progress: () => Progress;
  /**
   * Asks whether to go on.
   * @throws {UsageError} if there is nobody to ask.
   */
  readonly confirm: (question: string) => Promise<boolean>;
  /**
   * Asks for a secret, which is not shown while it is typed.
   * @throws {UsageError} if there is nobody to ask.
   */
  readonly askSecret: (question: string) => Promise<string>;
  /** Everything that is piped in. */
  readonly input: () => Promise<string>;
  /** Has a text told when the program is interrupted by Ctrl-C. @returns what takes it back, for `using`. */
  readonly ifInterrupted: (text: string) => Disposable;
}

export interface Progress extends Disposable {
  /** @param share From 0 to 1, if it is known. */
  show(text: string, share?: number): void;
}

interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** What a shell reports of a program that SIGINT ended. */
const INTERRUPTED = 130;

/** The terminal of this process, or the pipes in its place. */
export function terminalOf({ stdin, stdout, stderr }: Streams): Terminal {
  return {
    print: (text) => void stdout.write(`${terminalOutput(text)}\n`),
    tell: (text) => void stderr.write(`${terminalOutput(text)}\n`),
    style: (style, text) => styleText(style, text, { stream: stdout }),
    progress: () => (stderr.isTTY ? new ProgressLine(stderr) : NO_PROGRESS),
    confirm: async (question) => {
      if (!stdin.isTTY || !stderr.isTTY) throw new UsageError(`${question}\nCannot ask without a terminal: add --yes.`);
      const asking = createInterface({ input: stdin, output: stderr });
      try {
        return /^y(es)?$/i.test((await asking.question(`${terminalOutput(question)} [y/N] `)).trim());
      } finally {
        asking.close();
      }
    },
    askSecret: async (question) => {
      if (!stdin.isTTY || !stderr.isTTY)
        throw new UsageError(`${question}\nCannot ask without a terminal: pipe it in.`);
      stderr.write(`${terminalOutput(question)} `);
      // What is typed is echoed nowhere.
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
      const asking = createInterface({ input: stdin, output: silent, terminal: true });
      try {
        return (await asking.question('')).trim();
      } finally {
        asking.close();
        stderr.write('\n');
      }
    },
    input: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString('utf8');
    },
    ifInterrupted: (text) => {
      const onSignal = () => {
        stderr.write(`\n${terminalOutput(text)}\n`);
        process.exit(INTERRUPTED);
      };
      process.once('SIGINT', onSignal);
      return { [Symbol.dispose]: () => void process.removeListener('SIGINT', onSignal) };
    },
  };
}

const NO_PROGRESS: Progress = { show: () => undefined, [Symbol.dispose]: () => undefined };

const BAR_COLUMNS = 24;
const INTERVAL_MS = 80;

/** One line that is written over again and again. */
class ProgressLine implements Progress {
  readonly #stream: NodeJS.WriteStream;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(text: string, share?: number): void {
    const now = performance.now();
    if (now - this.#shownAt < INTERVAL_MS) return;
    this.#shownAt = now;
    const told = onTerminalLine(text);
    const line = share === undefined ? told : `${bar(share)} ${told}`;
    this.#write(line.slice(0, Math.max(this.#stream.columns - 1, 0)));
  }

  [Symbol.dispose](): void {
    if (this.#shownAt > 0) this.#write('');
  }

  #write(line: string): void {
    this.#stream.write(`\r\u001B[2K${line}`);
  }
}

function bar(share: number): string {
  const full = Math.round(Math.min(Math.max(share, 0), 1) * BAR_COLUMNS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_COLUMNS - full)} ${String(Math.floor(share * 100)).padStart(3)} %`;
}
