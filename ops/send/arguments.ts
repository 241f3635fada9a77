import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UsageError } from '../exit.ts';

/** What `send` was asked for. */
export interface SendArguments {
  readonly provider: string | undefined;
  readonly type: string | undefined;
  readonly url: string | undefined;
  /** What to sign with in place of the configured secret. */
  readonly secret: string | undefined;
  readonly file: string | undefined;
  readonly id: string | undefined;
  readonly count: number;
  readonly waitSeconds: number;
  readonly fault: Fault | undefined;
  readonly list: boolean;
  readonly json: boolean;
}

/** A way to spoil the request, to see it refused. */
export const FAULTS = ['tamper', 'expired', 'future', 'unsigned'] as const;
export type Fault = (typeof FAULTS)[number];

export const USAGE = `Sends a signed sample event to the local host and follows it to its outcome.

  npm run send -- stripe customer.subscription.deleted
  npm run send -- <provider> [<type>] [options]

  --list               the providers, or the types of one: send stripe --list
  --file <body>        sends this file's bytes instead of a sample; give the type too if a header carries it
  --id <id>            the sample's own id: the same id again is the same event again
  --count <n>          sends this many different events (default 1)
  --secret-file <file> signs with the secret in this file instead of the configured or locally made one;
                       - reads it from standard input
  --url <url>          another endpoint than the local host's
  --wait <seconds>     how long to follow the event (default 60)
  --json               prints the outcome as JSON, for scripts

  Spoiled on purpose, to see the request refused:
  --tamper             changes the body after it was signed
  --expired, --future  signs with a time outside the provider's window
  --unsigned           leaves the signature out

Exit code: 0 if every event was handled (or a spoiled request was refused), 1 if not, 2 for incorrect usage.
`;

/** Reads the command line. @throws {UsageError} */
export function parseSendArguments(args: readonly string[]): SendArguments {
  const { values, positionals } = parse(args);
  const [provider, type, extra] = positionals;
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}"; see npm run send -- --help.`);
  const faults = FAULTS.filter((fault) => values[fault]);
  if (faults.length > 1)
    throw new UsageError(`Spoil a request in one way at a time, not with ${faults.join(' and ')}.`);
  return {
    provider,
    type,
    url: values.url,
    secret: secretOf(values),
    file: values.file,
    id: values.id,
    count: wholeNumber('count', values.count, 100_000),
    waitSeconds: wholeNumber('wait', values.wait, 86_400),
    fault: faults[0],
    list: values.list,
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: text,
        secret: text,
        'secret-file': text,
        file: text,
        id: text,
        count: { ...text, default: '1' },
        wait: { ...text, default: '60' },
        tamper: flag,
        expired: flag,
        future: flag,
        unsigned: flag,
        list: flag,
        json: flag,
      },
    });
  } catch (error) {
    throw new UsageError(`${messageOf(error)}; see npm run send -- --help.`);
  }
}

/** A secret among the words of a command would stay in the shell's history, and show in the list of processes. */
function secretOf(values: ReturnType<typeof parse>['values']): string | undefined {
  if (values.secret !== undefined) {
    throw new UsageError(
      "--secret would leave the secret in your shell's history: pass it with --secret-file <file>, or with --secret-file - from standard input.",
    );
  }
  const file = values['secret-file'];
  if (file === undefined) return undefined;
  const where = file === '-' ? 'Standard input' : file;
  try {
    const secret = readFileSync(file === '-' ? 0 : file, 'utf8').trim();
    if (secret !== '') return secret;
  } catch (cause) {
    throw new UsageError(`${where} cannot be read; --secret-file takes the path of a file with the secret.`, { cause });
  }
  throw new UsageError(`${where} is empty; --secret-file takes the path of a file with the secret.`);
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from 1 to ${most}.`);
}
